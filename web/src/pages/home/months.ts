import { GregorianCalendar, PersianCalendar, parseDate, toCalendar } from '@internationalized/date'
import { addDays, daysBetween, today } from '../../lib/date'
import { settings } from '../../lib/settings'

export interface Month {
  /** its first day */
  start: string
  /** the first day after it */
  end: string
}

/** As much of the month before as there is of this one: what the first three days brought is held against its first three. */
export function monthBefore(from: string = today()): Month {
  const [before, now] = lastMonths(2, from) as [Month, Month]
  const end = addDays(before.start, daysBetween(now.start, from) + 1)
  return { start: before.start, end: [end, before.end].sort()[0]! }
}

/** The last months in the person's calendar, the oldest first; the one that is now is the last. */
export function lastMonths(count: number, from: string = today()): Month[] {
  const gregorian = new GregorianCalendar()
  const own = settings().calendar === 'persian' ? new PersianCalendar() : gregorian
  const first = toCalendar(parseDate(from), own).set({ day: 1 })
  const iso = (back: number) => toCalendar(first.subtract({ months: back }), gregorian).toString()
  return Array.from({ length: count }, (_, i) => ({ start: iso(count - 1 - i), end: iso(count - 2 - i) }))
}
