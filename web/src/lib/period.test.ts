import { afterEach, describe, expect, it } from 'vitest'
import { startOfDay } from './date'
import { periodDay } from './period'
import { applySettings, usual } from './settings'

// 2026-11-22 is a Sunday, and the first of Azar 1405.
const now = '2026-11-22'
const day = (word: string) => periodDay(word, now)
afterEach(() => applySettings(usual('en')))

describe('borders of periods', () => {
  it('are those of the Gregorian year', () => {
    applySettings({ ...usual('vi'), zone: 'Asia/Ho_Chi_Minh' })
    expect([day('week'), day('week_end'), day('last_week')]).toEqual(['2026-11-16', '2026-11-22', '2026-11-09'])
    expect([day('month'), day('month_end'), day('last_month_end')]).toEqual(['2026-11-01', '2026-11-30', '2026-10-31'])
    expect([day('quarter'), day('next_quarter')]).toEqual(['2026-10-01', '2027-01-01'])
    expect([day('year'), day('year_end'), day('next_year')]).toEqual(['2026-01-01', '2026-12-31', '2027-01-01'])
  })
  it('are those of the Jalali year', () => {
    applySettings(usual('fa'))
    expect([day('week'), day('next_week_end')]).toEqual(['2026-11-21', '2026-12-04'])
    expect([day('month'), day('month_end'), day('last_month')]).toEqual(['2026-11-22', '2026-12-21', '2026-10-23'])
    expect([day('quarter'), day('year'), day('last_year_end')]).toEqual(['2026-09-23', '2026-03-21', '2026-03-20'])
  })
  it('are nothing when the word is another', () => expect(day('fortnight')).toBeUndefined())
})

it('a day begins where the person is', () => {
  expect(startOfDay('2026-11-01', 'Asia/Ho_Chi_Minh')).toBe(1793466000000)
  expect(startOfDay('2026-03-29', 'Europe/Berlin')).toBe(Date.parse('2026-03-28T23:00:00Z'))
  expect(startOfDay('2026-03-30', 'Europe/Berlin')).toBe(Date.parse('2026-03-29T22:00:00Z'))
})
