import { afterAll, describe, expect, it } from 'vitest'
import { applySettings, usual } from '../../lib/settings'
import { lastMonths, monthBefore } from './months'

describe('months of the person', () => {
  afterAll(() => applySettings(usual('en')))

  it('are Gregorian for most', () => {
    applySettings({ ...usual('vi'), zone: 'Asia/Ho_Chi_Minh' })
    expect(lastMonths(2, '2026-01-15')).toEqual([
      { start: '2025-12-01', end: '2026-01-01' },
      { start: '2026-01-01', end: '2026-02-01' },
    ])
  })
  it('are Jalali where that is set: Aban, then Azar 1405', () => {
    applySettings({ ...usual('fa'), zone: 'Asia/Tehran' })
    expect(lastMonths(2, '2026-11-22')).toEqual([
      { start: '2026-10-23', end: '2026-11-22' },
      { start: '2026-11-22', end: '2026-12-22' },
    ])
  })
  it('are compared as far as this one has come', () => {
    applySettings({ ...usual('vi'), zone: 'Asia/Ho_Chi_Minh' })
    expect(monthBefore('2026-11-03')).toEqual({ start: '2026-10-01', end: '2026-10-04' })
    expect(monthBefore('2026-03-31')).toEqual({ start: '2026-02-01', end: '2026-03-01' })
  })
  it('go back over the new year', () => {
    applySettings({ ...usual('fa'), zone: 'Asia/Tehran' })
    expect(lastMonths(12, '2026-11-22')[0]?.start).toBe('2025-12-22')
  })
})
