import { describe, expect, it } from 'vitest'
import type { Entity } from '../../api/types'
import { changeColumn, changeWord, choiceFor, guessOrder, missingFields, pointTo, setConstant, wordsOf } from './map'
import { readAs } from './read-as'

const field = (name: string, more = {}) => ({ name, type: 'text', label: name, ...more })
const entity = {
  name: 'deal',
  pipeline: { new: { label: 'New' } },
  fields: {
    name: field('name', { required: true }),
    stage: field('stage', { type: 'choice', required: true, of: { won: { label: 'Thắng' } } }),
    account: field('account', { type: 'ref', to: 'account' }),
    who: field('who', { type: 'person_name' }),
  },
} as unknown as Entity
const map = { columns: { A: { to: 'account', find: 'name', confidence: 0.9 } } }

describe('the map of an import', () => {
  it('forgets what was said about a column when it means something else', () => {
    expect(pointTo(map, 'A', 'who.family', entity).columns.A).toEqual({ to: 'who', part: 'family' })
    expect(pointTo(map, 'A', '', entity).columns.A).toEqual({ to: null })
    expect(pointTo(map, 'A', 'account', entity).columns.A).toEqual({ to: 'account', missing: 'refuse' })
  })
  it('is sure of what a person said', () => {
    expect(changeColumn(map, 'A', { find: 'email' }).columns.A).toEqual({ to: 'account', find: 'email' })
  })
  it('replaces words and takes them away again', () => {
    const said = changeWord(map, 'A', 'GTXPro', 'GTX Pro')
    expect(said.columns.A?.words).toEqual({ GTXPro: 'GTX Pro' })
    expect(changeWord(said, 'A', 'GTXPro', '').columns.A?.words).toEqual({})
  })
  it('names required fields that nothing fills, but not the stage', () => {
    expect(missingFields(entity, map).map((f) => f.name)).toEqual(['name'])
    expect(missingFields(entity, setConstant(map, 'name', '{A}'))).toEqual([])
  })
  it('knows the words of a column and what they mean', () => {
    expect(wordsOf({ header: ['x', 'y'], sample: [['1', 'b'], ['2', 'a'], ['3', 'a '], ['4']] }, 'y')).toEqual([
      'a',
      'b',
    ])
    expect(choiceFor(entity.fields.stage!, 'thang')).toBe('won')
    expect(choiceFor(entity.fields.stage!, 'lost')).toBeUndefined()
  })
})

describe('dates of a file', () => {
  it.each([
    [['3/1/2017', '10/20/2016'], 'm/d/y'],
    [['3/1/2017', '20/10/2016'], 'd/m/y'],
    [['2026-11-22'], 'iso'],
    [['2026/11/22'], 'y/m/d'],
    [['۱۴۰۴/۱۱/۲۳'], 'jalali'],
  ] as const)('guesses how %s is written', (words, order) => {
    expect(guessOrder(words)).toBe(order)
  })
  it.each([
    ['15/02/1990', 'd/m/y', '1990-02-15'],
    ['10/20/2016', 'm/d/y', '2016-10-20'],
    ['20/10/2016', 'm/d/y', undefined],
    ['2026-11-22', 'iso', '2026-11-22'],
    ['۱۴۰۴/۱۱/۲۳', 'jalali', '2026-02-12'],
    ['23/11/1404', 'jalali', '2026-02-12'],
    ['1/2/99', 'd/m/y', '1999-02-01'],
    ['', 'iso', undefined],
  ] as const)('reads %s as %s: %s', (text, order, day) => {
    expect(readAs(text, order)).toBe(day)
  })
})
