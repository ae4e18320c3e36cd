import type { Lines } from '../../api/lines'
import type { Entity, Fault, Fields, Row, Value } from '../../api/types'
import { isBlank } from '../../fields'
import { same } from '../../lib/text'
import { defaultOf } from '../../meta/default-of'
import { sumOf, withCalculated } from './calc'

/** A line as it stands on the screen; `row`: as it is stored. */
export interface Draft {
  key: string
  row?: Row
  fields: Fields
  refs: Row['refs']
}

export const draftOf = (row: Row): Draft => ({ key: row.id, row, fields: row.fields, refs: row.refs })

export type Side = 'above' | 'below'

/** With the one in another place: beside that one. */
export function placed(all: readonly Draft[], at: string, beside: string, side: Side): Draft[] {
  const one = all.find(({ key }) => key === at)
  const rest = all.filter(({ key }) => key !== at)
  const there = rest.findIndex(({ key }) => key === beside)
  if (!one || there < 0) return [...all]
  return rest.toSpliced(side === 'above' ? there : there + 1, 0, one)
}

let made = 0

export function newDraft({ fields }: Entity): Draft {
  const preset = Object.values(fields).flatMap((field) =>
    field.default === undefined ? [] : [[field.name, defaultOf(field) ?? null] as const],
  )
  return { key: `new${++made}`, fields: Object.fromEntries(preset), refs: {} }
}

/** Nothing was said of it yet but what a new one begins with. */
export const isUntouched = ({ row, fields }: Draft, entity: Entity): boolean =>
  !row &&
  Object.entries(fields).every(
    ([name, value]) =>
      isBlank(value) ||
      entity.fields[name]?.computed ||
      same(value, entity.fields[name] && defaultOf(entity.fields[name])),
  )

export function put(draft: Draft, entity: Entity, change: Fields, refs: Row['refs'] = {}): Draft {
  const fields = withCalculated(entity.fields, { ...draft.fields, ...change })
  return { ...draft, fields, refs: { ...draft.refs, ...refs } }
}

const isSaid = (entity: Entity, name: string) => {
  const field = entity.fields[name]
  return field && !field.computed && !field.readonly && !field.system
}

/** What differs from what is stored. An empty text is none. */
const changesOf = (entity: Entity, { row, fields }: Draft): Fields =>
  Object.fromEntries(
    Object.entries(fields)
      .map(([name, value]) => [name, value === '' ? null : value] as const)
      .filter(
        ([name, value]) => isSaid(entity, name) && (row ? !same(value, row.fields[name] ?? null) : !isBlank(value)),
      ),
  )

export interface LinesWish {
  delete: { id: string; version: number }[]
  change: { id: string; version: number; fields: Fields }[]
  create: { fields: Fields }[]
}

/** What must be stored so that the lines are those on the screen; and where each of it stands there. */
export function wishOf(entity: Entity, order: string | undefined, stored: readonly Row[], drafts: readonly Draft[]) {
  const kept = drafts.filter((draft) => !isUntouched(draft, entity))
  const moved = order && kept.some((draft, i) => draft.row && stored[i]?.id !== draft.row.id)
  const last = Math.max(0, ...stored.map((row) => Number(order ? (row.fields[order] ?? 0) : 0)))
  const placed = kept.map((draft, i) =>
    order && (moved || !draft.row)
      ? { ...draft, fields: { ...draft.fields, [order]: moved ? i + 1 : last + i + 1 } }
      : draft,
  )
  const there = new Set(placed.map((draft) => draft.row?.id))
  const wish: LinesWish = { delete: [], change: [], create: [] }
  const places: Record<string, string> = {}
  for (const { id, version } of stored) if (!there.has(id)) wish.delete.push({ id, version })
  for (const draft of placed) {
    const fields = changesOf(entity, draft)
    if (!draft.row) {
      places[`create.${wish.create.length}`] = draft.key
      wish.create.push({ fields })
    } else if (Object.keys(fields).length > 0) {
      places[`change.${wish.change.length}`] = draft.key
      wish.change.push({ id: draft.row.id, version: draft.row.version, fields })
    }
  }
  return { wish, places }
}

export const isNothing = ({ delete: gone, change, create }: LinesWish): boolean =>
  gone.length + change.length + create.length === 0

/** "create.0.price" is of the line that stands there: by its key and field. */
export function placeOf(at: string, places: Record<string, string>): { key?: string; field: string } {
  const [list = '', nth = '', ...field] = at.split('.')
  const key = places[`${list}.${nth}`]
  return key ? { key, field: field.join('.') } : { field: at }
}

export const faultOf = (faults: readonly Fault[], places: Record<string, string>, key: string, field: string) =>
  faults.find(({ at }) => {
    const place = placeOf(at, places)
    return place.key === key && place.field === field
  })?.text

/** Field of the whole -> its sum, as the server will say it. */
export function sumsOf({ sums, optional }: Lines, drafts: readonly Draft[]): Record<string, Value> {
  const counted = drafts.filter(({ fields }) => !optional || fields[optional] !== true)
  return Object.fromEntries(
    Object.entries(sums).map(([from, to]) => [to, sumOf(counted.map(({ fields }) => fields[from]))]),
  )
}
