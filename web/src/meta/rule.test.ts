import { expect, test } from 'vitest'
import type { Rule } from '../api/types'
import { addDays, today } from '../lib/date'
import { holds } from './rule'

const fields = {
  stage: 'lost',
  amount: { minor: 500, cur: 'USD' },
  name: 'Nguyễn',
  owner: 'u1',
  due: today(),
  tags: ['a'],
  none: null,
  closed: true,
  home: { city: 'Hà Nội' },
}
const cases: [Rule, boolean][] = [
  [['=', ['field', 'stage'], 'lost'], true],
  [['in', ['field', 'stage'], ['won', 'lost']], true],
  [['>', ['field', 'amount'], 4], true],
  [['contains', ['field', 'name'], 'nguyen'], true],
  [['starts', ['field', 'name'], 'yen'], false],
  [['=', ['field', 'owner'], ['me']], true],
  [['<=', ['field', 'due'], ['today', 7 * 86_400_000]], true],
  [['>', ['field', 'due'], ['today', 0]], false],
  [['=', ['field', 'stage'], ['is', 'lost']], true],
  [['in', ['field', 'stage'], ['is', 'won'], ['is', 'lost']], true],
  [['not in', ['field', 'stage'], ['is', 'won'], ['is', 'lost']], false],
  [['=', ['field', 'closed'], ['is', 'true']], true],
  [['=', ['field', 'none'], ['is', 'false']], false],
  [['>', ['field', 'amount'], ['is', 4]], true],
  [['=', ['field', 'home', 'city'], ['is', 'Hà Nội']], true],
  [['is empty', ['field', 'none']], true],
  [['is set', ['field', 'tags']], true],
  [['and', ['=', ['field', 'stage'], 'lost'], ['not', ['is set', ['field', 'none']]]], true],
  [['or', ['=', ['field', 'stage'], 'won'], ['<', ['field', 'none'], 3]], false],
]

test.each(cases)('%j is %s', (rule, expected) => {
  expect(holds(rule, { fields, me: 'u1' })).toBe(expected)
})

test('borders of periods', () => {
  const now = Date.now()
  const within = (at: unknown, unit: string) =>
    holds(
      ['and', ['>=', ['field', 'at'], ['period', unit, 0]], ['<=', ['field', 'at'], ['period', `${unit}_end`, 0]]],
      {
        fields: { at: at as number },
      },
    )
  expect([within(today(), 'week'), within(now, 'month'), within(now, 'year')]).toEqual([true, true, true])
  expect([within(addDays(today(), 8), 'week'), within(now - 400 * 86_400_000, 'year')]).toEqual([false, false])
})

test('dates move', () => {
  expect(holds(['=', ['field', 'due'], ['today', -86_400_000]], { fields: { due: addDays(today(), -1) } })).toBe(true)
})
