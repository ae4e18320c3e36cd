import { afterEach, beforeEach, expect, test } from 'vitest'
import type { TimelineItem } from '../api/types'
import { addDays, today } from '../lib/date'
import { applySettings, usual } from '../lib/settings'
import { byDay, dayLabel } from './by-day'

beforeEach(() => applySettings({ ...usual('vi'), zone: 'Asia/Ho_Chi_Minh' }))
afterEach(() => applySettings(usual('en')))

const at = (iso: string): TimelineItem => ({ at: Date.parse(iso), kind: 'note', by: null })

test('days begin at midnight of the person, not of UTC', () => {
  const days = byDay([at('2026-03-02T18:30:00Z'), at('2026-03-02T17:01:00Z'), at('2026-03-02T16:59:00Z')])
  expect(days.map((d) => [d.iso, d.items.length])).toEqual([
    ['2026-03-03', 2],
    ['2026-03-02', 1],
  ])
})

test('near days have words', () => {
  expect(dayLabel(today())).toBe('Hôm nay')
  expect(dayLabel(addDays(today(), -1))).toBe('Hôm qua')
  expect(dayLabel('2019-11-20')).toContain('2019')
})

test('a Persian day is a Persian date', () => {
  applySettings({ ...usual('fa'), zone: 'Asia/Tehran' })
  expect(dayLabel('2019-11-19')).toBe('۲۸ آبان ۱۳۹۸')
})
