import type { Fields, Money, Row } from './types'

/** One line of how a price comes about. */
export interface PriceLine {
  part: 'each' | 'fixed' | 'least'
  /** of the rate: where it stands */
  field: string
  amount: Money
  price?: Money
  quantity?: number
  per?: number
}

export interface Offer {
  total: Money
  /** in the company's currency; null: there is no rate of exchange */
  worth: Money | null
  days: number | null
  best: ('cheapest' | 'fastest')[]
  lines: PriceLine[]
  record: Row
}

export interface Offers {
  /** all that hold; the first of them are told */
  count: number
  offers: Offer[]
}

export interface PriceWish {
  by?: Fields
  quantity?: number
  on?: string
}
