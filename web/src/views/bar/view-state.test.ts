import { describe, expect, it } from 'vitest'
import type { Entity, Field } from '../../api/types'
import { baseOf, deviates, paramsOf, type SavedView, stateOf, storedView } from './view-state'

const field = (name: string, more: Partial<Field> = {}): Field => ({ name, type: 'text', label: name, ...more })
const entity: Entity = {
  name: 'thing',
  label: ['Thing', 'Things'],
  traits: ['own'],
  face: { title: 'name' },
  fields: {
    name: field('name'),
    size: field('size'),
    state: field('state', { type: 'choice', of: { a: { label: 'A' } } }),
    kind: field('kind', { type: 'choice', of: { b: { label: 'B' } } }),
  },
  views: { table: ['name', 'size'], board: { by: 'state' } },
  may: {},
}
const saved: SavedView = {
  id: '7',
  name: 'Big',
  shape: 'table',
  where: 'size > 3',
  sort: '-size',
  columns: ['name', 'gone'],
  shared: false,
  owner: '1',
  mine: true,
  mayChange: true,
}
const round = (base: ReturnType<typeof baseOf>, change: Parameters<typeof paramsOf>[1]) => {
  const said = Object.entries(paramsOf(base, change)).filter((pair): pair is [string, string] => pair[1] !== null)
  return stateOf(entity, base, new URLSearchParams(said))
}

describe('the state of a view', () => {
  it('is the entity\u2019s own without a saved one', () => {
    expect(baseOf(entity, 'all', 'table')).toMatchObject({ where: '', columns: ['name', 'size'], by: 'state' })
    expect(baseOf(entity, 'mine', 'board')).toMatchObject({ where: 'owner = @me', shape: 'board' })
  })
  it('leaves out columns that are no more', () => {
    expect(baseOf(entity, saved, 'table').columns).toEqual(['name'])
  })
  it('says in the URL only what differs', () => {
    const base = baseOf(entity, saved, 'table')
    expect(paramsOf(base, { where: 'size > 3', sort: 'name' })).toEqual({ where: null, sort: 'name' })
    expect(paramsOf(base, { columns: ['name'], q: '' })).toEqual({ columns: null, q: null })
  })
  it('can take away what the view asks for', () => {
    const base = baseOf(entity, saved, 'table')
    const state = round(base, { where: '', sort: '-id' })
    expect(state).toMatchObject({ where: '', sort: '-id' })
    expect(deviates(base, state)).toBe(true)
    expect(deviates(base, round(base, { q: 'word' }))).toBe(false)
  })
  it('keeps the axis of a board with it', () => {
    const base = baseOf(entity, 'all', 'board')
    const state = round(base, { by: 'kind' })
    expect(state.by).toBe('kind')
    expect(baseOf(entity, { ...saved, ...storedView(state), where: '', sort: '' } as SavedView, 'table')).toMatchObject(
      {
        shape: 'board',
        by: 'kind',
        columns: ['name', 'size'],
      },
    )
  })
})
