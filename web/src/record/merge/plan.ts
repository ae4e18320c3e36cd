import type { Entity, Field, Row, Value } from '../../api/types'
import { isBlank } from '../../fields'
import { same } from '../../lib/text'

/** A field in which they differ. */
export interface Differs {
  name: string
  /** whose value it would be; null: of several, united */
  from: string | null
  value: Value
  /** may one choose? */
  may: boolean
}

/** What names those that go, and will name the one that stays. */
export interface Moved {
  entity: string
  field: string
  count: number
}

/** What a merge would do, as the server says it. */
export interface Plan {
  rows: Row[]
  differs: Differs[]
  moved: Moved[]
}

/** Field by field, the record whose value was chosen. */
export type Take = Readonly<Record<string, string>>

/** Whose value a field will have: as chosen, else as it would be; null: all of them, united. */
export const sourceOf = ({ name, from }: Differs, take: Take): string | null => take[name] ?? from

/** Fields in which two say something else, and those that only one of them fills: there is little to choose. */
export function inOrder({ rows, differs }: Plan): { choices: Differs[]; single: Differs[] } {
  const voices = ({ name }: Differs) => {
    const said = rows.map((row) => row.fields[name]).filter((value) => !isBlank(value))
    return said.filter((value, i) => said.findIndex((other) => same(other, value)) === i).length
  }
  return { choices: differs.filter((d) => voices(d) > 1), single: differs.filter((d) => voices(d) <= 1) }
}

/** What is alike in all of them, and said. */
export function alike(entity: Entity, { rows, differs }: Plan): Field[] {
  const other = new Set(differs.map((d) => d.name))
  const first = rows[0]
  return Object.values(entity.fields).filter(
    (field) => !field.system && !field.computed && !other.has(field.name) && !isBlank(first?.fields[field.name]),
  )
}

/** Only what is not so anyway: the server knows the rest, also when it has changed meanwhile. */
export const chosen = ({ differs }: Plan, take: Take): Record<string, string> =>
  Object.fromEntries(
    differs.flatMap((d) => {
      const whose = take[d.name]
      return whose !== undefined && d.may && whose !== d.from ? [[d.name, whose]] : []
    }),
  )

/** Kinds of records, each with how many of it follow. */
export function follow(moved: readonly Moved[]): Map<string, number> {
  const kinds = new Map<string, number>()
  for (const { entity, count } of moved) kinds.set(entity, (kinds.get(entity) ?? 0) + count)
  return kinds
}

/** The one that is here longest: ids grow with time. */
export const eldest = (ids: readonly string[]): string =>
  ids.toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1))[0] ?? ''
