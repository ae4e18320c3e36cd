import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Fields, Rule } from '../api/types'
import { applyCurrencies } from '../lib/money'
import { applySettings, usual } from '../lib/settings'
import { holds } from './rule'

// The cases that hold the three evaluators together: C in memory, SQL, and this one by the tree the server writes.
const from = (name: string) => readFileSync(new URL(`../../../test/${name}`, import.meta.url), 'utf8')
const trees = JSON.parse(from('rule.trees.json')) as Record<string, Rule>
const cases = from('rule.cases')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => {
    const at = line.lastIndexOf('|')
    const between = line.lastIndexOf('| {', at)
    return {
      rule: line.slice(0, between).trim(),
      record: line.slice(between + 1, at).trim(),
      yes: line.slice(at + 1).trim() === 'yes',
    }
  })

beforeAll(() => {
  vi.useFakeTimers()
  vi.setSystemTime(1_795_323_600_000)
  applyCurrencies([{ code: 'VND', digits: 0, symbol: '₫' }], 'VND', false)
  applySettings({ ...usual('en'), zone: 'Asia/Ho_Chi_Minh' })
})
afterAll(() => {
  vi.useRealTimers()
})

describe('test/rule.cases', () => {
  test.each(cases)('$rule | $record | $yes', ({ rule, record, yes }) => {
    expect(trees[rule]).toBeDefined()
    const circles = { team: ['7', '8'], unit: ['7'], units: ['7', '8', '9'], reports: ['7', '9'] }
    expect(holds(trees[rule] as Rule, { fields: JSON.parse(record) as Fields, me: '7', circles })).toBe(yes)
  })
})
