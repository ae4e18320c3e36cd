import { post } from '../../api/api'
import type { Currency } from '../../lib/money'
import { settings } from '../../lib/settings'

/** A value as it was kept; what the type of its field says it is. */
export type Told = string | number | boolean | { minor: number; cur: string } | null

export interface Column {
  name: string
  label: string
  type: string
  unit: string
}

export interface Answer {
  at_ms: number
  kind: 'accepted' | 'refused' | 'comment'
  name?: string
  text?: string
}

export interface OfferLine {
  cells: Told[]
  /** stands above it and those behind it */
  heading?: string
  /** offered beside the others, and in no sum */
  optional?: boolean
}

/** What a customer sees by a link; while somebody works on it, only whose it is. */
export interface Offer {
  company: string
  zone: string
  toman: boolean
  currency: string
  currencies: Currency[]
  kind: string
  state: 'open' | 'late' | 'accepted' | 'refused' | 'away'
  by?: { name: string; email?: string }
  title?: string
  version?: number
  at_ms?: number
  fields?: (Column & { value: Told })[]
  lines?: { columns: Column[]; rows: OfferLine[] }
  answers?: Answer[]
}

export interface Said {
  answer: 'accept' | 'refuse' | 'comment'
  name: string
  text: string
  signature?: string
}

export const lookAt = (link: string): Promise<Offer> =>
  post<Offer>('portal/look', { link, language: settings().language })

export const answerTo = (link: string, version: number, said: Said): Promise<Offer> =>
  post<Offer>('portal/answer', { ...said, link, version, language: settings().language })
