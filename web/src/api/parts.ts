/** Values of several parts. */
export interface Address {
  street?: string
  ward?: string
  district?: string
  city?: string
  region?: string
  country?: string
  post?: string
}

export interface AnyRef {
  entity: string
  id: string
}
