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
    doubts: {},
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

test('a doubt stands at each field that the server says, with what was meant there', () => {
  const two = {
    ...row({ doubts: ['email_slip', 'empty'] }),
    doubted: [
      { doubt: 'email_slip', at: ['mail', 'mail2'], meant: { mail2: 'a@gmail.com' } },
      { doubt: 'empty', at: ['crew'] },
    ],
  }
  expect([...doubtsOf(boat, two, all)]).toEqual([
    ['mail', [{ text: 'A slip?' }]],
    ['mail2', [{ text: 'A slip?', meant: 'a@gmail.com' }]],
    ['crew', [{ text: 'Nobody aboard' }]],
  ])
})

test('a doubt about what is not shown, or of which nobody says where, stands above them', () => {
  const two = {
    ...row({ doubts: ['email_slip', 'empty', 'of_a_newer_server'] }),
    doubted: [
      { doubt: 'empty', at: ['crew'] },
      { doubt: 'of_yesterday', at: ['mail'] },
    ],
  }
  const above = ['A slip?', 'Nobody aboard', 'of_a_newer_server'].map((text) => ({ text }))
  expect([...doubtsOf(boat, two, new Set(['mail', 'mail2']))]).toEqual([['', above]])
  expect(doubtsOf({ ...boat, quality: undefined }, two, all).size).toBe(0)
})
