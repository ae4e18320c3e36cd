import { foldDigits } from './digits'
import { number, numberFormat, readNumber } from './fmt'
import { settings } from './settings'

/** minor: minor units as an integer, so that nothing is rounded on the way. */
export interface Money {
  minor: number
  cur: string
}

export interface Currency {
  code: string
  digits: number
  symbol: string
}

// Digits come from the server (ISO 4217 and what the house decided), never from Intl: for IRR they differ.
let table = new Map<string, Currency>()
let toman = false
let home = 'USD'

export function applyCurrencies(currencies: readonly Currency[], own: string, showToman: boolean): void {
  table = new Map(currencies.map((c) => [c.code, c]))
  home = own
  toman = showToman
}

export const homeCurrency = (): string => home
export const currencies = (): readonly Currency[] => [...table.values()]

/** How many minor units make one shown unit. A Toman is ten Rial. */
const scale = (cur: string): number => 10 ** (table.get(cur)?.digits ?? 2) * (isToman(cur) ? 10 : 1)
const isToman = (cur: string): boolean => toman && cur === 'IRR'
const decimals = (cur: string): number => (isToman(cur) ? 0 : (table.get(cur)?.digits ?? 2))

export const amountOf = ({ minor, cur }: Money): number => minor / scale(cur)
export const moneyOf = (amount: number, cur: string): Money => ({ minor: Math.round(amount * scale(cur)), cur })

/** The unit as it stands beside a number or in a header: ₫, تومان, ¥. */
export function unitOf(cur: string): string {
  const { language } = settings()
  if (isToman(cur)) return { fa: 'تومان', vi: 'toman', zh: '土曼', en: 'toman' }[language]
  if (cur === 'IRR') return { fa: 'ریال', vi: 'rial', zh: '里亚尔', en: 'rial' }[language]
  const parts = numberFormat({ style: 'currency', currency: cur, currencyDisplay: 'narrowSymbol' }).formatToParts(0)
  return table.get(cur)?.symbol ?? parts.find((p) => p.type === 'currency')?.value ?? cur
}

interface ShowMoney {
  /** 44,2 million instead of all digits */
  compact?: boolean
  /** leave the unit out, where a header carries it */
  bare?: boolean
}

export function showMoney(money: Money, { compact = false, bare = false }: ShowMoney = {}): string {
  const { cur } = money
  const amount = amountOf(money)
  const digits: Intl.NumberFormatOptions = compact
    ? { notation: 'compact', minimumFractionDigits: 0, maximumFractionDigits: 1 }
    : { minimumFractionDigits: decimals(cur), maximumFractionDigits: decimals(cur) }
  if (bare) return number(amount, digits)
  // Intl puts the Persian unit before the number and knows no Toman: number, space, unit is what people write.
  if (settings().language === 'fa' || cur === 'IRR') return `${number(amount, digits)}\u00a0${unitOf(cur)}`
  return number(amount, { style: 'currency', currency: cur, currencyDisplay: 'narrowSymbol', ...digits })
}

/** For the editor: the number alone, without groups, in the person's notation. */
export function typedMoney(money: Money): string {
  return number(amountOf(money), { useGrouping: true, maximumFractionDigits: decimals(money.cur) })
}

/** What a person typed; a sign or code of a currency in it wins over `cur`. Empty: null; unreadable: undefined. */
export function readMoney(typed: string, cur: string): Money | null | undefined {
  const text = foldDigits(typed).trim()
  if (text === '') return null
  const said = /[^\d.,\s'+-]+/.exec(text)?.[0]
  const named =
    said &&
    [...table.values()].find((c) => c.code === said.toUpperCase() || c.symbol === said || unitOf(c.code) === said)
  const value = readNumber(text.replace(/[^\d.,'+-]/g, ''))
  if (said && !named) return undefined
  return value === null || value === undefined ? undefined : moneyOf(value, named ? named.code : cur)
}
