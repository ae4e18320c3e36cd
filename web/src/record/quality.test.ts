import { expect, test } from 'vitest'
import type { Entity, Field, Row } from '../api/types'
import { doubtsOf, missingOf, scoreOf } from './quality'

const field = (name: string, type: Field['type'], more: Partial<Field> = {}): Field => ({
  name,
  type,
  label: name.toUpperCase(),
  ...more,
})

const boat: Entity = {
  name: 'boat',
  label: ['boat', 'boats'],
  traits: [],
  face: { title: 'name' },
  fields: {
    name: field('name', 'text'),
    mail: field('mail', 'email'),
    mail2: field('mail2', 'email'),
    crew: field('crew', 'int'),
    doubts: field('doubts', 'choices', { of: { email_slip: { label: 'A slip?' }, empty: { label: 'Nobody aboard' } } }),
  },
  views: {},
  may: {},
  quality: {
    complete: [
      { field: 'crew', weight: 10, or: [] },
      { field: 'mail', weight: 10, or: ['mail2', 'gone'] },
    ],
    doubts: { empty: 'crew' },
  },
}
const row = (fields: Row['fields']): Pick<Row, 'fields'> => ({ fields })
const all = new Set(['name', 'mail', 'mail2', 'crew'])

test('what is missing is called by its fields, and by what would do as well', () => {
  const missing = missingOf(boat, row({ missing_fields: ['mail', 'crew', 'unknown'] }))
  expect(missing.map(({ label }) => label)).toEqual(['MAIL or MAIL2', 'CREW'])
  expect(missingOf(boat, row({ missing_fields: null }))).toEqual([])
})

test('a number is told where something is wanted, and was read', () => {
  expect(scoreOf(boat, row({ completeness: 0 }))).toBe(0)
  expect(scoreOf(boat, row({}))).toBeUndefined()
  expect(scoreOf({ ...boat, quality: undefined }, row({ completeness: 50 }))).toBeUndefined()
})

test('a doubt stands at its field: its rule says which, or there is one filled field of its kind', () => {
  const one = row({ mail2: 'a@b.test', doubts: ['email_slip', 'empty'] })
  expect([...doubtsOf(boat, one, all)]).toEqual([
    ['mail2', ['A slip?']],
    ['crew', ['Nobody aboard']],
  ])
})

test('a doubt that may be about several, or about what is not shown, stands above them', () => {
  const two = row({ mail: 'a@c.test', mail2: 'a@b.test', doubts: ['email_slip', 'empty', 'of_a_newer_server'] })
  expect([...doubtsOf(boat, two, new Set(['mail', 'mail2']))]).toEqual([
    ['', ['A slip?', 'Nobody aboard', 'of_a_newer_server']],
  ])
  expect(doubtsOf({ ...boat, quality: undefined }, two, all).size).toBe(0)
})
