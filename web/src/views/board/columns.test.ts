import { describe, expect, it } from 'vitest'
import type { Entity, Field } from '../../api/types'
import { mayMove } from '../stage/needs'
import { boardColumns, cardParts, staleDays } from './columns'

const field = (name: string, type: Field['type'], more: Partial<Field> = {}): Field => ({
  name,
  type,
  label: name,
  ...more,
})
const entity: Entity = {
  name: 'thing',
  label: ['Thing', 'Things'],
  traits: ['stage', 'own'],
  face: { title: 'name', under: 'account', badge: 'stage', facts: ['amount', 'due', 'note', 'owner'] },
  fields: {
    name: field('name', 'text'),
    account: field('account', 'ref', { to: 'account' }),
    amount: field('amount', 'money'),
    due: field('due', 'date'),
    note: field('note', 'text'),
    owner: field('owner', 'ref', { to: 'user' }),
    stage: field('stage', 'choice', {
      required: true,
      of: { new: { label: 'New', hue: 20 }, old: { label: 'Old', retired: true }, won: { label: 'Won' } },
    }),
    kind: field('kind', 'choice', { of: { a: { label: 'A' } } }),
  },
  pipeline: {
    new: { label: 'New', next: ['won'], stale_after: 86_400, probability: 10 },
    won: { label: 'Won', next: [], end: 'won', probability: 100 },
  },
  views: { board: { by: 'stage', sum: 'amount' } },
  may: {},
}

describe('the columns of a board', () => {
  it('are the choices, retired and unset ones only where something stands', () => {
    const labels = (sums: { key: string | null; count: number }[]) =>
      boardColumns(
        entity,
        'stage',
        sums.map((s) => ({ ...s, exact: true })),
        '–',
      ).map((c) => c.label)
    expect(labels([])).toEqual(['New', 'Won'])
    expect(
      labels([
        { key: 'old', count: 2 },
        { key: null, count: 1 },
      ]),
    ).toEqual(['–', 'New', 'Old', 'Won'])
  })
  it('weigh only what is still open', () => {
    const [first, , last] = [...boardColumns(entity, 'stage', [], ''), undefined]
    expect(first?.probability).toBe(10)
    expect(last?.probability).toBeUndefined()
  })
  it('have no stages when laid out by another field', () => {
    expect(boardColumns(entity, 'kind', [], '')[0]).toMatchObject({ key: 'a', end: undefined, staleAfter: undefined })
  })
})

it('a card shows what its kinds of facts are for', () => {
  const { under, amount, date, person, fact } = cardParts(entity, 'stage')
  expect([under, amount, date, person, fact].map((f) => f?.name)).toEqual(['account', 'amount', 'due', 'owner', 'note'])
})

it('a card is stale only while it is open and after its time', () => {
  const [fresh, won] = boardColumns(entity, 'stage', [], '')
  expect(staleDays(fresh!, 0, 86_400_000)).toBeUndefined()
  expect(staleDays(fresh!, 0, 3 * 86_400_000)).toBe(3)
  expect(staleDays(won!, 0, 1e12)).toBeUndefined()
  expect(staleDays(fresh!, null, 1e12)).toBeUndefined()
})

it('only arrows of the pipeline lead on', () => {
  expect(mayMove(entity, 'stage', 'new', 'won')).toBe(true)
  expect(mayMove(entity, 'stage', 'won', 'new')).toBe(false)
  expect(mayMove(entity, 'stage', 'new', 'new')).toBe(false)
  expect(mayMove(entity, 'stage', 'new', null)).toBe(false)
  expect(mayMove(entity, 'kind', null, 'a')).toBe(true)
  expect(mayMove(entity, 'kind', 'a', null)).toBe(true)
})
