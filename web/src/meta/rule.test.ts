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
}
const cases: [Rule, boolean][] = [
  [['=', ['field', 'stage'], 'lost'], true],
  [['in', ['field', 'stage'], ['won', 'lost']], true],
  [['>', ['field', 'amount'], 400], true],
  [['contains', ['field', 'name'], 'nguyen'], true],
  [['starts', ['field', 'name'], 'yen'], false],
  [['=', ['field', 'owner'], ['me']], true],
  [['<=', ['field', 'due'], ['now', 'today+7d']], true],
  [['>', ['field', 'due'], ['now', 'today']], false],
  [['is empty', ['field', 'none']], true],
  [['is set', ['field', 'tags']], true],
  [['and', ['=', ['field', 'stage'], 'lost'], ['not', ['is set', ['field', 'none']]]], true],
  [['or', ['=', ['field', 'stage'], 'won'], ['<', ['field', 'none'], 3]], false],
]

test.each(cases)('%j is %s', (rule, expected) => {
  expect(holds(rule, { fields, me: 'u1' })).toBe(expected)
})

test('dates move', () => {
  expect(holds(['=', ['field', 'due'], ['now', 'today-1d']], { fields: { due: addDays(today(), -1) } })).toBe(true)
})
