import { addDays, daysBetween, today } from '../../lib/date'
import { dateFormat } from '../../lib/fmt'
import { settings } from '../../lib/settings'

export interface Month {
  /** its first day */
  start: string
  /** the first day after it */
  end: string
}

/** Which day of its month a day is, in the person's calendar. Intl knows; a library of calendars is not needed for this. */
function dayOfMonth(iso: string): number {
  const calendar = settings().calendar === 'persian' ? 'persian' : 'gregory'
  const format = dateFormat({ day: 'numeric', timeZone: 'UTC' }, `en-GB-u-ca-${calendar}-nu-latn`)
  return Number(format.format(new Date(`${iso}T12:00:00Z`)))
}

const firstOf = (iso: string): string => addDays(iso, 1 - dayOfMonth(iso))

/** As much of the month before as there is of this one: what the first three days brought is held against its first three. */
export function monthBefore(from: string = today()): Month {
  const [before, now] = lastMonths(2, from) as [Month, Month]
  const end = addDays(before.start, daysBetween(now.start, from) + 1)
  return { start: before.start, end: [end, before.end].sort()[0]! }
}

/** The last months in the person's calendar, the oldest first; the one that is now is the last. */
export function lastMonths(count: number, from: string = today()): Month[] {
  const months: Month[] = []
  // No month is longer than 31 days: 32 days after its first lies in the next.
  let end = firstOf(addDays(firstOf(from), 32))
  for (let i = 0; i < count; i++) {
    const start = firstOf(addDays(end, -1))
    months.unshift({ start, end })
    end = start
  }
  return months
}
