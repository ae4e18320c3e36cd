import { beforeAll, describe, expect, it } from 'vitest'
import type { Field, FieldType, Value } from '../../api/types'
import { applyCurrencies } from '../../lib/money'
import { type Ask, askOf, asksOf, termOf } from './asks'
import { readRule, writeRule } from './rule-text'

const all = ['=', '!=', 'in', 'not in', '<', '<=', '>', '>=', 'between', 'contains', 'starts', 'is set', 'is empty']
const field = (type: FieldType, more: Partial<Field> = {}): Field => ({
  name: 'f',
  type,
  label: 'F',
  ops: all,
  ...more,
})

beforeAll(() => applyCurrencies([{ code: 'IRR', digits: 0, symbol: '﷼' }], 'IRR', true))

describe('asks', () => {
  const sample: Partial<Record<Ask, Value[]>> = {
    any_of: ['a', 'b'],
    none_of: ['a'],
    last: [30],
    next: [14],
    between: [1, 5],
    days: ['2026-01-01', '2026-02-01'],
    on: ['2026-01-01'],
    before: ['2026-01-01'],
    after: ['2026-01-01'],
    contains: ['x'],
    starts: ['x'],
    has: ['x'],
    is: ['x'],
    is_not: ['x'],
    ge: [3],
    le: [3],
    eq: [3],
    ne: [3],
  }
  it.each(['text', 'choice', 'ref', 'bool', 'date', 'time', 'int', 'tags', 'money'] as FieldType[])(
    'of %s come back from their rule as they were',
    (type) => {
      const one = field(type, type === 'ref' ? { to: 'user' } : {})
      for (const ask of asksOf(one)) {
        const plain = sample[ask] ?? []
        const values = type === 'money' ? plain.map((n) => ({ minor: n as number, cur: 'IRR' })) : plain
        const [part] = readRule(writeRule({ join: 'and', parts: [termOf(one, ask, values)] })).parts
        expect(askOf(one, part as never), ask).toEqual({ ask, values })
      }
    },
  )
  it('offers only what the server can answer', () => {
    expect(asksOf(field('text', { ops: ['is set', 'is empty'] }))).toEqual(['set', 'empty'])
    expect(asksOf(field('address', { ops: [] }))).toEqual([])
  })
  it('writes money as an amount of the company currency, never in Toman', () => {
    expect(termOf(field('money'), 'ge', [{ minor: 5000, cur: 'IRR' }]).values).toEqual([5000])
  })
  it('knows what it does not know', () => {
    expect(askOf(field('date'), { field: 'f', op: '<', values: [{ at: 'today', span: '-7d' }] })).toBeUndefined()
  })
})
