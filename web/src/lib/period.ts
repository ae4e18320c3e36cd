import { addDays, startOfWeek, today } from './date'
import { dateFormat } from './fmt'
import { locale, settings } from './settings'

/** The year, month and day of a plain date in the person's calendar, as numbers. */
function partsOf(iso: string): { year: number; month: number; day: number } {
  const own = locale({ ...settings(), digits: 'latn' })
  const options = { year: 'numeric', month: 'numeric', day: 'numeric', timeZone: 'UTC' } as const
  const found = dateFormat(options, own).formatToParts(new Date(`${iso}T12:00:00Z`))
  const part = (type: string) => Number(found.find((p) => p.type === type)?.value ?? 0)
  return { year: part('year'), month: part('month'), day: part('day') }
}

const monthStart = (iso: string): string => addDays(iso, 1 - partsOf(iso).day)
/** 32 days on is the next month, whatever the calendar. */
const nextMonth = (start: string): string => monthStart(addDays(start, 32))
const lastMonth = (start: string): string => monthStart(addDays(start, -1))

const steps: Record<string, number> = { month: 1, quarter: 3, year: 12 }

function along(start: string, months: number): string {
  let at = start
  for (let i = 0; i < Math.abs(months); i++) at = months < 0 ? lastMonth(at) : nextMonth(at)
  return at
}

/**
 * The day a word of the rule language stands for: "month", "month_end", "last_week", "next_year_end". A month is one of
 * the person's calendar. undefined: not such a word.
 */
export function periodDay(word: string, now: string = today()): string | undefined {
  const [, head = '', unit = '', end] = /^(last_|next_)?(week|month|quarter|year)(_end)?$/.exec(word) ?? []
  if (!unit) return undefined
  const shift = head === 'last_' ? -1 : head === 'next_' ? 1 : 0
  if (unit === 'week') return addDays(startOfWeek(now, settings().firstDay), shift * 7 + (end ? 6 : 0))
  const step = steps[unit]!
  const first = along(monthStart(now), -((partsOf(now).month - 1) % step))
  const start = along(first, shift * step)
  return end ? addDays(along(start, step), -1) : start
}
