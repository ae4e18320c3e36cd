import type { Entity, Field, FieldType, Row } from '../api/types'
import { isBlank } from '../fields'
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

// What is doubted of any record is about a kind of field, and the server does not say which of them it is.
const usual: Record<string, FieldType> = {
  email_slip: 'email',
  email_nowhere: 'email',
  phone_unknown: 'phone',
  phone_abroad: 'phone',
  name_no_letters: 'person_name',
}

/** The field that a doubt is about; undefined where it may be one of several. */
function doubted(entity: Entity, row: Pick<Row, 'fields'>, name: string): string | undefined {
  const at = entity.quality?.doubts[name]
  if (at !== undefined) return at
  const filled = Object.values(entity.fields).filter((f) => f.type === usual[name] && !isBlank(row.fields[f.name]))
  return filled.length === 1 ? filled[0]!.name : undefined
}

/** What is doubted, in words, by the field that it is about; by '' what is about none of those that are shown. */
export function doubtsOf(entity: Entity, row: Pick<Row, 'fields'>, shown: ReadonlySet<string>): Map<string, string[]> {
  const said = new Map<string, string[]>()
  for (const name of entity.quality ? textsOf(row, 'doubts') : []) {
    const at = doubted(entity, row, name)
    const place = at !== undefined && shown.has(at) ? at : ''
    said.set(place, [...(said.get(place) ?? []), entity.fields.doubts?.of?.[name]?.label ?? name])
  }
  return said
}
