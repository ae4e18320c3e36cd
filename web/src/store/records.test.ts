import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ApiError, api } from '../api/api'
import type { Patch, Row } from '../api/types'
import { changeRow, dropAll, putRow, rowOf, whenConflict } from './records'

const row = (version: number, fields: Row['fields']): Row => ({
  id: '1',
  entity: 'deal',
  version,
  title: 'x',
  fields,
  refs: {},
  may: { change: true },
})
const key = 'deal/1'
let sent: { patch: Patch; version: number }[] = []

beforeEach(() => {
  sent = []
  putRow(row(1, { name: 'A', amount: 1 }))
})
afterEach(() => {
  dropAll()
  vi.restoreAllMocks()
  whenConflict(async () => [])
})

function server(answer: (patch: Patch, version: number) => Row | ApiError) {
  vi.spyOn(api, 'change').mockImplementation(async (_entity, _id, patch, version) => {
    sent.push({ patch, version })
    const said = answer(patch, version)
    if (said instanceof ApiError) throw said
    return said
  })
}

test('two quick changes are drawn at once and go out in order, each with the version of the one before', async () => {
  let fields: Row['fields'] = { name: 'A', amount: 1 }
  server((patch, version) => {
    fields = { ...fields, ...patch }
    return row(version + 1, fields)
  })
  const both = [changeRow('deal', '1', { name: 'B' }), changeRow('deal', '1', { amount: 2 })]
  expect(rowOf(key)?.fields).toEqual({ name: 'B', amount: 2 })
  await Promise.all(both)
  expect(sent).toEqual([
    { patch: { name: 'B' }, version: 1 },
    { patch: { amount: 2 }, version: 2 },
  ])
  expect(rowOf(key)?.version).toBe(3)
})

test('a refused change falls away', async () => {
  server(() => new ApiError(422, 'refused', [{ at: 'name', code: 'required', text: 'Please.' }]))
  await expect(changeRow('deal', '1', { name: '' })).rejects.toThrow('refused')
  expect(rowOf(key)?.fields.name).toBe('A')
})

test('another field was changed elsewhere: sent again with the newer version', async () => {
  server((patch, version) =>
    version === 1
      ? new ApiError(409, 'c', [], row(5, { name: 'A', amount: 9 }))
      : row(6, { name: 'A', amount: 9, ...patch }),
  )
  await changeRow('deal', '1', { name: 'B' })
  expect(rowOf(key)?.fields).toEqual({ name: 'B', amount: 9 })
})

test('the same field was changed elsewhere: the person chooses', async () => {
  const theirs = row(5, { name: 'C', amount: 1 })
  server((patch, version) =>
    version === 1 ? new ApiError(409, 'c', [], theirs) : row(6, { ...theirs.fields, ...patch }),
  )
  whenConflict(async ({ at }) => {
    expect(at).toEqual(['name'])
    return []
  })
  await changeRow('deal', '1', { name: 'B' })
  expect(rowOf(key)?.fields.name).toBe('C')
})

test('of two fields changed on both sides the person keeps one of theirs and one of the other', async () => {
  const theirs = row(5, { name: 'C', amount: 7 })
  server((patch, version) =>
    version === 1 ? new ApiError(409, 'c', [], theirs) : row(6, { ...theirs.fields, ...patch }),
  )
  whenConflict(async () => ['amount'])
  await changeRow('deal', '1', { name: 'B', amount: 2 })
  expect(sent[1]).toEqual({ patch: { amount: 2 }, version: 5 })
  expect(rowOf(key)?.fields).toEqual({ name: 'C', amount: 2 })
})

test('the line does not hold: kept and tried again', async () => {
  vi.useFakeTimers()
  let times = 0
  server((patch, version) =>
    times++ ? row(version + 1, { name: 'A', amount: 1, ...patch }) : new ApiError(0, 'offline'),
  )
  const change = changeRow('deal', '1', { name: 'B' })
  await vi.advanceTimersByTimeAsync(1500)
  await change
  expect(sent).toHaveLength(2)
  expect(rowOf(key)?.fields.name).toBe('B')
  vi.useRealTimers()
})

test('a partial row from a list does not take fields away', () => {
  putRow(row(2, { name: 'D' }), false)
  expect(rowOf(key)?.fields).toEqual({ name: 'D', amount: 1 })
})
