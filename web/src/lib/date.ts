import { dateFormat, relative, relativeDays } from './fmt'
import { locale, settings } from './settings'

// A plain date ("2026-11-22") never meets the zone of the person: it is formatted as noon UTC, in UTC.
const noon = (iso: string): Date => new Date(`${iso}T12:00:00Z`)
const plain = { timeZone: 'UTC' } as const
const dayMs = 86_400_000

type Options = Intl.DateTimeFormatOptions
type Parts = Partial<Record<Intl.DateTimeFormatPartTypes, string>>

const persian = () => settings().language === 'fa' && settings().calendar === 'persian'

function parts(at: Date, options: Options): Parts {
  return Object.fromEntries(
    dateFormat(options)
      .formatToParts(at)
      .map((p) => [p.type, p.value]),
  )
}

/**
 * CLDR orders two Persian forms the wrong way around («۱۴۰۴ بهمن», «۱۴۰۴ بهمن ۲۳, پنجشنبه»): those we put together
 * ourselves; all others are right.
 */
function compose(at: Date, options: Options): string {
  if (!persian() || !options.month || options.month === 'numeric' || options.month === '2-digit') {
    return dateFormat(options).format(at)
  }
  const { hour, minute, second, ...dateOnly } = options
  const { weekday, day, month, year } = parts(at, dateOnly)
  const text = [weekday, day, month, year].filter(Boolean).join(' ')
  if (!hour) return text
  return `${text}، ${dateFormat({ hour, minute, second, timeZone: options.timeZone }).format(at)}`
}

/** The date of an instant in the person's zone. */
export function isoDay(ms: number, zone: string = settings().zone): string {
  // en-CA writes dates as ISO does.
  return dateFormat({ timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }, 'en-CA').format(ms)
}

export const today = (): string => isoDay(Date.now())
export const addDays = (iso: string, days: number): string =>
  new Date(noon(iso).getTime() + days * dayMs).toISOString().slice(0, 10)
export const daysBetween = (from: string, to: string): number =>
  Math.round((noon(to).getTime() - noon(from).getTime()) / dayMs)

/** The instant at which a day begins in a zone. */
export function startOfDay(iso: string, zone: string = settings().zone): number {
  const wanted = Date.parse(`${iso}T00:00:00Z`)
  const clock = dateFormat(
    {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    },
    'en-CA',
  )
  let at = wanted
  // Twice: the clocks may have been moved between the first guess and the answer.
  for (let i = 0; i < 2; i++) {
    const shown = Object.fromEntries(clock.formatToParts(at).map((p) => [p.type, p.value]))
    const { year, month: m, day, hour, minute, second } = shown
    at -= Date.parse(`${year}-${m}-${day}T${hour}:${minute}:${second}Z`) - wanted
  }
  return at
}

/** 1 = Monday … 7 = Sunday */
export const weekday = (iso: string): number => noon(iso).getUTCDay() || 7

/** The last day on or before it on which a week begins; 1 = Monday. */
export const startOfWeek = (iso: string, firstDay: number): string => addDays(iso, -((weekday(iso) - firstDay + 7) % 7))

const yearOf = (at: Date, zone: string): string => dateFormat({ year: 'numeric', timeZone: zone }).format(at)

const style = {
  /** 23 Feb, or 23 Feb 2025 when the year is another one in the person's calendar */
  short: { day: 'numeric', month: 'short' },
  medium: { day: 'numeric', month: 'short', year: 'numeric' },
  long: { day: 'numeric', month: 'long', year: 'numeric' },
  full: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  numeric: { day: '2-digit', month: '2-digit', year: 'numeric' },
  weekday: { weekday: 'long', day: 'numeric', month: 'long' },
} satisfies Record<string, Options>

export type DateStyle = keyof typeof style

function show(at: Date, how: DateStyle, zone: string): string {
  const options: Options = { ...style[how], timeZone: zone }
  if (how === 'short' && yearOf(at, zone) !== yearOf(new Date(), settings().zone)) options.year = 'numeric'
  return compose(at, options)
}

/** A plain date. */
export const date = (iso: string, how: DateStyle = 'short'): string => show(noon(iso), how, plain.timeZone)
/** The day of an instant, in the person's zone. */
export const dateOf = (ms: number, how: DateStyle = 'short'): string => show(new Date(ms), how, settings().zone)

export const time = (ms: number): string =>
  dateFormat({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: settings().zone }).format(ms)

export function dateTime(ms: number): string {
  return `${dateOf(ms)}${settings().language === 'fa' ? '، ' : ' '}${time(ms)}`
}

/** The exact instant, for tooltips. */
export function exact(ms: number): string {
  const options: Options = {
    ...style.full,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: settings().zone,
  }
  return `${compose(new Date(ms), options)} (${settings().zone})`
}

/** "2 hours ago" up to 30 days, then the date. */
export const ago = (ms: number, now: number = Date.now()): string => relative(ms, now) ?? dateOf(ms)

/** "today", "tomorrow", "in 3 days" near by, else the date. */
export function near(iso: string): string {
  const away = daysBetween(today(), iso)
  return Math.abs(away) <= 1 ? relativeDays(away) : date(iso)
}

/** «بهمن ۱۴۰۴», "February 2026" */
export const month = (iso: string): string => compose(noon(iso), { month: 'long', year: 'numeric', ...plain })
export const monthShort = (iso: string): string => dateFormat({ month: 'short', ...plain }).format(noon(iso))
export const monthNumber = (iso: string): string => dateFormat({ month: 'numeric', ...plain }).format(noon(iso))
export const weekdayShort = (iso: string): string => dateFormat({ weekday: 'short', ...plain }).format(noon(iso))

/** "Monday" for 1. The fifth of January 1970 was one. */
export const weekdayName = (day: number): string =>
  dateFormat({ weekday: 'long', ...plain }).format(noon(addDays('1970-01-05', day - 1)))

/** The same day in the other calendar, for the foot of the picker. */
export function otherCalendar(iso: string): string {
  const { language, calendar } = settings()
  const other = locale({ ...settings(), calendar: calendar === 'persian' ? 'gregorian' : 'persian' })
  const shown = language === 'fa' && calendar === 'persian' ? 'en-GB' : other
  return dateFormat({ day: 'numeric', month: 'short', year: 'numeric', ...plain }, shown).format(noon(iso))
}

/** Morning, afternoon or evening, where the person is. */
export function partOfDay(ms: number = Date.now()): 'morning' | 'afternoon' | 'evening' {
  const hour = Number(dateFormat({ hour: '2-digit', hourCycle: 'h23', timeZone: settings().zone }, 'en-GB').format(ms))
  return hour < 12 ? 'morning' : hour < 18 ? 'afternoon' : 'evening'
}
