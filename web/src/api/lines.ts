/** Of a record that has lines: of which entity they are, in which order, and what of them it sums. */
export interface Lines {
  entity: string
  /** the reference of a line to it */
  of: string
  order?: string
  /** field of a line -> its own */
  sums: Record<string, string>
  /** the stages in which nobody changes them */
  locked: string[]
}

/** What a field becomes with another reference, unless something is said. */
export interface TakenOver {
  through: string
  field: string
}
