import { afterEach, beforeEach, expect, test } from 'vitest'
import { saysPast } from './past'
import { applySettings, usual } from './settings'

beforeEach(() => applySettings(usual('en')))
afterEach(() => applySettings(usual('en')))

test('of what goes on nothing is said', () => {
  expect(saysPast(undefined)).toBeUndefined()
  expect(saysPast({})).toBeUndefined()
})

test('who died is said to have, whatever else ended', () => {
  expect(saysPast({ gone: 'This person has died.', ended: '2026-01-05' })).toBe('This person has died.')
})

test('what ended says since when', () => {
  expect(saysPast({ ended: '2026-01-05' })).toBe('record.until')
})
