import { CalendarDate, GregorianCalendar, PersianCalendar, toCalendar } from '@internationalized/date'
import { addDays, today } from './date'
import { foldDigits } from './digits'
import { fold } from './text'

/** Words people type for days, folded, in the four languages. */
const words: Record<string, number> = {
  today: 0,
  tomorrow: 1,
  yesterday: -1,
  'hom nay': 0,
  mai: 1,
  'ngay mai': 1,
  'hom qua': -1,
  امروز: 0,
  فردا: 1,
  دیروز: -1,
  今天: 0,
  明天: 1,
  后天: 2,
  昨天: -1,
}

const gregorian = new GregorianCalendar()
const persian = new PersianCalendar()

function build(year: number, month: number, day: number): string | undefined {
  // Nobody's customers live in 1404 AD: a year between 1200 and 1599 is a Jalali one.
  const calendar = year >= 1200 && year < 1600 ? persian : gregorian
  const made = new CalendarDate(calendar, year, month, day)
  if (made.year !== year || made.month !== month || made.day !== day) return undefined
  return toCalendar(made, gregorian).toString()
}

/**
 * A day as a person types or pastes it: 1404/11/23, 23/2/1990, 2026-02-12, 19900223, today, +3, -1.
 * Either kind of digits; years of either calendar. Empty: null; unreadable: undefined.
 */
export function readDate(typed: string): string | null | undefined {
  const text = fold(foldDigits(typed)).trim()
  if (text === '') return null
  if (text in words) return addDays(today(), words[text] ?? 0)
  const jump = /^([+-])\s*(\d{1,4})\s*(w?)$/.exec(text)
  if (jump) return addDays(today(), Number(jump[1] + jump[2]!) * (jump[3] === 'w' ? 7 : 1))
  const numbers = /^(\d{8})$/.test(text)
    ? [text.slice(0, 4), text.slice(4, 6), text.slice(6)]
    : text.split(/[/.\-\s年月日]+/)
  const [a = Number.NaN, b = Number.NaN, c] = numbers.filter(Boolean).map(Number)
  if (c === undefined || Number.isNaN(a + b + c)) return undefined
  if (a >= 1000) return build(a, b, c)
  if (c < 1000) return undefined
  // Day first, as in vi, fa and en-GB; an impossible month says it was meant the other way around.
  return b > 12 ? build(c, a, b) : build(c, b, a)
}
