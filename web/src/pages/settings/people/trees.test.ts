import { expect, test } from 'vitest'
import type { Row } from '../../../api/types'
import { type Branch, branchesOf, countBelow } from './trees'

const row = (id: string, parent?: string): Row => ({
  id,
  entity: 'unit',
  version: 1,
  title: id,
  fields: { parent: parent ?? null },
  refs: {},
  may: { change: true },
})
const above = (r: Row) => (typeof r.fields.parent === 'string' ? r.fields.parent : undefined)
const drawn = (branches: Branch[]): string =>
  branches.map((b) => b.row.id + (b.below.length ? `(${drawn(b.below)})` : '')).join(' ')

test('rows stand below those they name, in their order', () => {
  const tops = branchesOf([row('a'), row('b', 'a'), row('c', 'b'), row('d', 'a'), row('e')], above)
  expect(drawn(tops)).toBe('a(b(c) d) e')
  expect(tops.map(countBelow)).toEqual([3, 0])
})
test('who names nobody here stands at the top', () => {
  expect(drawn(branchesOf([row('a', 'gone'), row('b', 'a')], above))).toBe('a(b)')
})
test('a ring loses nobody and ends', () => {
  expect(drawn(branchesOf([row('a', 'c'), row('b', 'a'), row('c', 'b'), row('d', 'd')], above))).toBe('d a(b(c))')
})
