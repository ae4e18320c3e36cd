import type { Currency } from '../lib/money'
import type { Language } from '../lib/settings'

/** What the company settled, as everybody may know it. */
export interface Site {
  name: string
  currency: string
  country: string
  language: Language
  zone: string
  toman: boolean
  /** units of the company's currency for one of another, as decimal text */
  rates: Record<string, string> | null
  currencies: Currency[]
  /** letters of a new password */
  password_min: number
}
