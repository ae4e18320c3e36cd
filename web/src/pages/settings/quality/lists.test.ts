import { expect, test } from 'vitest'
import type { OwnerTally, Tally } from '../../../api/quality'
import type { Entity } from '../../../api/types'
import { byNeed, isTold, listOf, missingOf, nextSort, sorted } from './lists'

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

test('who may be one with another is looked at where pairs are', () => {
  const [path, where] = read(listOf(boat, of('7', 50), 'alike'))
  expect([path, where]).toEqual(['/duplicates/boat', "owner = '7'"])
  expect(listOf(boat, { records: 1 }, 'alike')).toBe('/duplicates/boat')
  expect([isTold('alike', { records: 1 }), isTold('alike', { records: 1, alike: 0 })]).toEqual([false, true])
})

test('a column is sorted by the most, then by the least, then not at all', () => {
  const rows = [
    { ...of('1', 90), stale: 2 },
    { ...of('2', 30), stale: 7 },
    { ...of('3', 60), stale: 4 },
  ]
  const by = (sort: string) => sorted(rows, sort, ({ owner }) => owner?.title ?? '').map(({ owner }) => owner?.id)
  expect(by('-stale')).toEqual(['2', '3', '1'])
  expect(by('stale')).toEqual(['1', '3', '2'])
  expect(by('-owner')).toEqual(['3', '2', '1'])
  expect(by('')).toEqual(by('no_such_column'))
  expect([nextSort('', 'stale'), nextSort('-stale', 'stale'), nextSort('stale', 'stale')]).toEqual([
    '-stale',
    'stale',
    null,
  ])
  expect(nextSort('-stale', 'owner')).toBe('owner')
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
