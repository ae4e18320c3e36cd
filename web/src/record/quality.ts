import type { Entity, Field, Row } from '../api/types'
import { list } from '../lib/fmt'

/** How good the data of a record are, as its metadata and its calculated fields say; nothing is calculated here. */

/** Something that is wanted and empty. */
export interface Missing {
  field: Field
  /** any of several would do: "Phone or Mobile" */
  label: string
}

const textsOf = (row: Pick<Row, 'fields'>, name: string): string[] => {
  const value = row.fields[name]
  return Array.isArray(value) ? value : []
}

/** From 0 to 100; undefined: nothing is said of it, or it was not read yet. */
export const scoreOf = (entity: Entity, row: Pick<Row, 'fields'>): number | undefined => {
  const score = row.fields.completeness
  return entity.quality?.complete.length && typeof score === 'number' ? score : undefined
}

export function missingOf(entity: Entity, row: Pick<Row, 'fields'>): Missing[] {
  const found: Missing[] = []
  for (const name of textsOf(row, 'missing_fields')) {
    const field = entity.fields[name]
    if (field) found.push({ field, label: wantedAs(entity, field) })
  }
  return found
}

/** What a wanted field is called, with those that would do in its place. */
export function wantedAs(entity: Entity, field: Field): string {
  const others = entity.quality?.complete.find((piece) => piece.field === field.name)?.or ?? []
  const labels = others.map((name) => entity.fields[name]?.label).filter((label) => label !== undefined)
  return list([field.label, ...labels], 'disjunction')
}

/** Something doubtful, in words, and what was most likely meant by it. */
export interface Doubted {
  text: string
  meant?: string
}

/** What is doubted, by the field that it is about; by '' what is about none of those that are shown. */
export function doubtsOf(
  entity: Entity,
  row: Pick<Row, 'fields' | 'doubted'>,
  shown: ReadonlySet<string>,
): Map<string, Doubted[]> {
  const said = new Map<string, Doubted[]>()
  const say = (place: string, doubt: Doubted) => said.set(place, [...(said.get(place) ?? []), doubt])
  for (const name of entity.quality ? textsOf(row, 'doubts') : []) {
    const text = entity.fields.doubts?.of?.[name]?.label ?? name
    const where = row.doubted?.find(({ doubt }) => doubt === name)
    const at = where?.at.filter((field) => shown.has(field)) ?? []
    for (const field of at) say(field, { text, meant: where?.meant?.[field] })
    if (at.length === 0) say('', { text })
  }
  return said
}
