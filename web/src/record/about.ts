import type { Entity, Field, Meta, Patch, Row } from '../api/types'
import { isBlank, kindOf } from '../fields'
import { fieldsOf } from '../meta/use-meta'

/** What the page of a record can say about it, read from the metadata alone: no entity is known by its name. */
export interface Link {
  entity: Entity
  /** the field of that entity that points here */
  field: Field
}

function linksOf(meta: Meta, entity: Entity): Link[] {
  const links: Link[] = []
  for (const { entity: name, field: at } of entity.related ?? []) {
    const other = meta.entities[name]
    const field = other?.fields[at]
    if (other && field) links.push({ entity: other, field })
  }
  return links
}

const createFields = (entity: Entity) => entity.views.create ?? []

/** What can be written down about the record: notes, calls … — entities that are about anything and may be made. */
export const activitiesOf = (meta: Meta, entity: Entity): Link[] =>
  linksOf(meta, entity)
    .filter(({ entity: e, field }) => field.type === 'any' && createFields(e).length > 0 && e.traits.includes('item'))
    // What asks for the least comes first: a note before a call.
    .sort(
      (a, b) =>
        createFields(a.entity).length - createFields(b.entity).length || (a.entity.order ?? 0) - (b.entity.order ?? 0),
    )

/** The lists beside it: records that refer to this one and nothing else. */
export const listsOf = (meta: Meta, entity: Entity): Link[] =>
  linksOf(meta, entity)
    .filter((link) => link.field.type === 'ref' && link.entity.name !== entity.lines?.entity) // those have a place of their own
    .sort((a, b) => (a.entity.order ?? 99) - (b.entity.order ?? 99))

/** An activity that can be ticked off: the yes-or-no among the facts of its face. */
export const tickOf = (entity: Entity | undefined): Field | undefined =>
  entity?.traits.includes('item') ? fieldsOf(entity, entity.face.facts).find((f) => f.type === 'bool') : undefined

/** When it is due: the first moment among its facts. */
export const dueOf = (entity: Entity): Field | undefined =>
  fieldsOf(entity, entity.face.facts).find((f) => (f.type === 'time' || f.type === 'date') && !f.system)

/** What makes `row` the one that `link` points to. */
export const presetOf = ({ field }: Link, row: Pick<Row, 'entity' | 'id'>): Patch => ({
  [field.name]: field.type === 'any' ? { entity: row.entity, id: row.id } : row.id,
})

export const presetRefs = ({ field }: Link, row: Pick<Row, 'entity' | 'id' | 'title'>): Row['refs'] => ({
  [field.name]: { id: row.id, title: row.title, entity: row.entity },
})

/** The first filled field of a type: the number to call, the address to write to. */
export const firstOf = (entity: Entity, row: Row, type: Field['type']): string | undefined => {
  const field = Object.values(entity.fields).find((f) => f.type === type && !isBlank(row.fields[f.name]))
  return field && String(row.fields[field.name])
}

const apart = new Set<Field['type']>(['phone', 'email', 'url', 'bool', 'image', 'file'])

/** The line below the title: what it belongs to and its facts; how to reach it is said by the buttons. */
export function lineOf(entity: Entity, row: Row): Field[] {
  const { under, facts = [], badge, title } = entity.face
  const names = [...new Set([under, ...facts])].filter((name) => name && name !== badge && name !== title)
  return fieldsOf(entity, names as string[]).filter((f) => !apart.has(f.type) && !isBlank(row.fields[f.name]))
}

/** One line about a record: its under-field or else the first filled fact, as text. */
export function underOf(entity: Entity | undefined, row: Pick<Row, 'fields' | 'refs'>): string {
  if (!entity) return ''
  const names = [entity.face.under, ...(entity.face.facts ?? [])].filter((name) => name !== undefined)
  const field = fieldsOf(entity, names as string[]).find((f) => !isBlank(row.fields[f.name]))
  return field ? kindOf(field).text(row.fields[field.name], field, row) : ''
}

/** The fields a list of cards needs, and no others. */
export function faceFields(entity: Entity): string {
  const { title, under, badge, ended, facts = [] } = entity.face
  return [...new Set([title, under, badge, ended, ...facts])].filter((name) => name).join(',')
}

/** 'it' as a text in a rule. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`
