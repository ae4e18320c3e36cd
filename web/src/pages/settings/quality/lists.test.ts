import { expect, test } from 'vitest'
import type { OwnerTally, Tally } from '../../../api/quality'
import type { Entity } from '../../../api/types'
import { byNeed, listOf, missingOf } from './lists'

const boat = {
  name: 'boat',
  quality: { complete: [], doubts: {}, stale: 'touched_ms < @now - 30d and (crew > 0)' },
} as unknown as Entity
const of = (id: string | null, completeness: number, records = 1): OwnerTally => ({
  owner: id === null ? null : { id, title: id },
  records,
  completeness,
})
const read = (to: string) => {
  const { pathname, searchParams } = new URL(to, 'http://kith.test')
  return [pathname, searchParams.get('where'), searchParams.get('sort')]
}

test('a number of an owner is a list of theirs, nobody’s is of those without one', () => {
  expect(read(listOf(boat, of('7', 50), 'records'))).toEqual(['/boat', "owner = '7'", null])
  expect(read(listOf(boat, of('7', 50), { missing: 'crew' }))[1]).toBe("owner = '7' and missing_fields contains 'crew'")
  expect(read(listOf(boat, of(null, 50), 'doubtful'))[1]).toBe('owner is empty and doubts is set')
  expect(read(listOf(boat, of('7', 50), 'stale'))[1]).toBe("owner = '7' and touched_ms < @now - 30d and (crew > 0)")
})

test('a number of all asks for no owner, and what is incomplete begins with the emptiest', () => {
  const all: Tally = { records: 3 }
  expect(listOf(boat, all, 'records')).toBe('/boat')
  expect(read(listOf(boat, all, 'incomplete'))).toEqual(['/boat', 'missing_fields is set', 'completeness'])
})

test('who has the most to do comes first, what is nobody’s before them', () => {
  const rows = [of('1', 90), of('2', 30, 5), of('3', 30, 8), of(null, 95)]
  expect(byNeed(rows).map(({ owner }) => owner?.id)).toEqual([undefined, '3', '2', '1'])
  expect(missingOf({ records: 9, missing: { a: 1, b: 4, c: 4 } }).map(([name]) => name)).toEqual(['b', 'c', 'a'])
  expect(missingOf({ records: 9 })).toEqual([])
})
