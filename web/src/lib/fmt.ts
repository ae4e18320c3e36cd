import { foldDigits } from './digits'
import { locale, settings } from './settings'

// Intl objects are dear (0.1 ms each): one per locale and options, and no other place makes any.
const made = new Map<string, unknown>()

function memo<T>(kind: string, options: object, make: (locale: string) => T, own?: string): T {
  const where = own ?? locale()
  const key = kind + where + JSON.stringify(options)
  let found = made.get(key) as T | undefined
  if (found === undefined) {
    found = make(where)
    made.set(key, found)
  }
  return found
}

export const numberFormat = (options: Intl.NumberFormatOptions = {}) =>
  memo('n', options, (l) => new Intl.NumberFormat(l, options))

/** Formatter of dates; `own` overrides the person's locale, for example to show the other calendar. */
export const dateFormat = (options: Intl.DateTimeFormatOptions, own?: string) =>
  memo('d', options, (l) => new Intl.DateTimeFormat(l, options), own)

export const collator = () => memo('c', {}, (l) => new Intl.Collator(l, { numeric: true, sensitivity: 'base' }))

const pluralRules = () => memo('p', {}, (l) => new Intl.PluralRules(l))
const relativeFormat = (style: 'long' | 'short' = 'long') =>
  memo('r', { style }, (l) => new Intl.RelativeTimeFormat(l, { numeric: 'auto', style }))

export const number = (value: number, options?: Intl.NumberFormatOptions): string => numberFormat(options).format(value)
export const plural = (value: number): Intl.LDMLPluralRule => pluralRules().select(value)
export const compact = (value: number): string => number(value, { notation: 'compact', maximumFractionDigits: 1 })

/** Percent values travel as 0..100. */
export const percent = (value: number, fraction = 0): string =>
  number(value / 100, { style: 'percent', maximumFractionDigits: fraction })

/** "1,000" when exact, "12,000+" when the server stopped counting. */
export const count = (value: number, exact = true): string => number(value) + (exact ? '' : '+')

/** Items with the separators of the language: «الف، ب و پ». */
export const list = (items: readonly string[], type: 'conjunction' | 'disjunction' | 'unit' = 'conjunction'): string =>
  memo('l', { type }, (l) => new Intl.ListFormat(l, { type, style: type === 'unit' ? 'narrow' : 'long' })).format(items)

/** The separator alone, for places where the items are elements and not text. */
export const comma = (): string => ({ fa: '، ', zh: '、', en: ', ', vi: ', ' })[settings().language]

/** "Vietnam", "越南" for VN; "Vietnamese dong" for VND. */
export const displayName = (type: 'region' | 'currency', code: string): string =>
  memo('i', { type }, (l) => new Intl.DisplayNames(l, { type })).of(code) ?? code

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
]

/** "2 hours ago", "in 3 days"; undefined when it is further away than 30 days. */
export function relative(ms: number, now: number = Date.now(), style: 'long' | 'short' = 'long'): string | undefined {
  const away = ms - now
  if (Math.abs(away) > 30 * 86_400_000) return undefined
  for (const [unit, size] of units) {
    if (Math.abs(away) >= size) return relativeFormat(style).format(Math.trunc(away / size), unit)
  }
  return relativeFormat(style).format(0, 'second')
}

export const relativeDays = (days: number): string => relativeFormat().format(days, 'day')

const sizes = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const

export function fileSize(bytes: number): string {
  const step = Math.min(sizes.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3))
  const value = bytes / 1000 ** step
  return number(value, {
    style: 'unit',
    unit: sizes[step],
    unitDisplay: 'short',
    maximumFractionDigits: value < 10 && step ? 1 : 0,
  })
}

/** A length of time in seconds: "1 h 5 min". */
export function duration(seconds: number): string {
  const total = Math.round(Math.abs(seconds))
  const parts: [number, string][] = [
    [Math.floor(total / 3600), 'hour'],
    [Math.floor((total % 3600) / 60), 'minute'],
    [total < 3600 ? total % 60 : 0, 'second'],
  ]
  const shown = parts.filter(([value]) => value > 0)
  if (shown.length === 0) shown.push([0, 'minute'])
  const words = shown.map(([value, unit]) => number(value, { style: 'unit', unit, unitDisplay: 'short' }))
  return (seconds < 0 ? '−' : '') + words.join(' ')
}

/** The decimal sign of the person's notation. */
export const decimalSign = (): string =>
  foldDigits(
    numberFormat()
      .formatToParts(0.5)
      .find((p) => p.type === 'decimal')?.value ?? '.',
  )

/**
 * A number as a person types it: "1.234,5" or "1,234.5" by their notation, either kind of digits, spaces ignored.
 * Empty: null; unreadable: undefined.
 */
export function readNumber(typed: string): number | null | undefined {
  const text = foldDigits(typed).replace(/[\s\u00a0\u202f'’%]/g, '')
  if (text === '') return null
  const sign = decimalSign()
  const other = sign === ',' ? '.' : ','
  if (!/^[-+]?[\d.,]+$/.test(text) || text.split(sign).length > 2) return undefined
  let plain = text.replaceAll(other, '')
  // "12.5" in a language with a decimal comma can only be meant as a fraction: groups have three digits.
  if (!text.includes(sign) && text.split(other).length === 2 && !/[.,]\d{3}$/.test(text))
    plain = text.replace(other, sign)
  const value = Number(plain.replace(sign, '.'))
  return Number.isFinite(value) ? value : undefined
}
