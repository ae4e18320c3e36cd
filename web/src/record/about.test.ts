import { expect, test } from 'vitest'
import type { Entity, Field, Meta, Row } from '../api/types'
import { activitiesOf, faceFields, firstOf, lineOf, listsOf, presetOf, quoted, tickOf } from './about'
import { copyOf } from './copy-of'
import { fieldsToAsk } from './fields-to-ask'

const field = (name: string, type: Field['type'], more: Partial<Field> = {}): Field => ({
  name,
  type,
  label: name,
  ...more,
})
const entity = (name: string, fields: Field[], more: Partial<Entity> = {}): Entity => ({
  name,
  label: [name, name],
  traits: [],
  face: { title: fields[0]!.name },
  fields: Object.fromEntries(fields.map((f) => [f.name, f])),
  views: {},
  may: { create: true },
  ...more,
})

const note = entity('jot', [field('words', 'long_text'), field('of', 'any')], {
  traits: ['item'],
  views: { create: ['words', 'of'] },
})
const job = entity('job', [field('name', 'text'), field('of', 'any'), field('due', 'time'), field('ready', 'bool')], {
  traits: ['item'],
  face: { title: 'name', facts: ['due', 'ready'] },
  views: { create: ['name', 'of', 'due'] },
})
const boat = entity('boat', [field('name', 'text', { required: true }), field('home', 'ref', { to: 'port' })], {
  order: 3,
})
const port = entity(
  'port',
  [
    field('name', 'text', { required: true }),
    field('code', 'text', { unique: true }),
    field('phone', 'phone'),
    field('depth', 'real'),
    field('sum', 'money', { computed: true }),
    field('land', 'ref', { to: 'land', required: true }),
  ],
  {
    face: { title: 'name', under: 'land', facts: ['depth', 'phone'] },
    views: { create: ['name', 'code', 'phone', 'depth', 'sum'], form: [['name', 'code'], ['land']] },
    related: [
      { entity: 'job', field: 'of' },
      { entity: 'jot', field: 'of' },
      { entity: 'boat', field: 'home' },
      { entity: 'hidden', field: 'x' },
    ],
  },
)
const meta = { entities: { jot: note, job, boat, port } } as unknown as Meta
const row: Row = {
  id: '7',
  entity: 'port',
  version: 1,
  title: "Huế's port",
  fields: { name: 'Huế', code: 'H1', phone: '+84900', depth: 9, sum: { minor: 1, cur: 'VND' }, land: null },
  refs: {},
  may: { change: true },
}

test('what can be written about a record: whatever is about anything, the shortest first', () => {
  expect(activitiesOf(meta, port).map((l) => l.entity.name)).toEqual(['jot', 'job'])
  expect(listsOf(meta, port).map((l) => l.entity.name)).toEqual(['boat'])
})

test('a new one begins pointing here', () => {
  expect(presetOf(activitiesOf(meta, port)[0]!, row)).toEqual({ of: { entity: 'port', id: '7' } })
  expect(presetOf(listsOf(meta, port)[0]!, row)).toEqual({ home: '7' })
})

test('what can be ticked off is a yes-or-no among its facts', () => {
  expect(tickOf(job)?.name).toBe('ready')
  expect(tickOf(note)).toBeUndefined()
})

test('the head says facts, the buttons say how to reach', () => {
  expect(lineOf(port, row).map((f) => f.name)).toEqual(['depth'])
  expect(firstOf(port, row, 'phone')).toBe('+84900')
  expect(firstOf(port, row, 'email')).toBeUndefined()
  expect(faceFields(port)).toBe('name,land,depth,phone')
})

test('a copy leaves out what is there once only and what is calculated', () => {
  expect(copyOf(port, row)).toEqual({ name: 'Huế', phone: '+84900', depth: 9 })
})

test('of what moves along a pipeline a copy leaves out days that are past', () => {
  const voyage = entity('voyage', [field('sails', 'date'), field('lands', 'date'), field('name', 'text')])
  const fields = { sails: '2001-01-01', lands: '2999-01-01', name: 'North' }
  expect(copyOf(voyage, { ...row, fields })).toEqual(fields)
  const moving: Entity = { ...voyage, pipeline: {} }
  expect(copyOf(moving, { ...row, fields })).toEqual({ lands: '2999-01-01', name: 'North' })
})

test('the dialog asks little, but all that must be said', () => {
  const { few, rest } = fieldsToAsk(port)
  expect(few.map((f) => f.name)).toEqual(['name', 'code', 'phone', 'depth', 'land'])
  expect(rest).toEqual([])
})

test('a quote in a rule is doubled', () => {
  expect(quoted("O'Brien")).toBe("'O''Brien'")
})
