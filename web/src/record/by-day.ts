import type { TimelineItem } from '../api/types'
import { addDays, date, isoDay, today } from '../lib/date'
import { relativeDays } from '../lib/fmt'

export interface Day {
  iso: string
  label: string
  items: TimelineItem[]
}

const first = (text: string) => text.charAt(0).toLocaleUpperCase() + text.slice(1)

/** "Today", "Yesterday", else the date in the person's calendar. */
export function dayLabel(iso: string, now = today()): string {
  for (const away of [0, -1, 1]) if (iso === addDays(now, away)) return first(relativeDays(away))
  return first(date(iso, iso.slice(0, 4) === now.slice(0, 4) ? 'weekday' : 'long'))
}

/** Newest first as they come, cut where a day begins in the person's zone. */
export function byDay(items: readonly TimelineItem[]): Day[] {
  const days: Day[] = []
  for (const item of items) {
    const iso = isoDay(item.at)
    const last = days.at(-1)
    if (last?.iso === iso) last.items.push(item)
    else days.push({ iso, label: dayLabel(iso), items: [item] })
  }
  return days
}
