import { api, targets } from '../api/api'
import type { Entity, Field, Fields, Row, Value } from '../api/types'
import { isBlank } from '../fields'
import { same } from '../lib/text'
import { defaultOf } from '../meta/default-of'

/** A value that is taken over, with what it is called where it is a reference. */
export interface Taken {
  field: Field
  value: Value
  title?: string
}

export const throughs = (entity: Entity): Field[] =>
  [...new Set(Object.values(entity.fields).flatMap((field) => field.from?.through ?? []))].flatMap(
    (name) => entity.fields[name] ?? [],
  )

/**
 * What a record takes over now that `through` names this: of fields that are empty, as a new one begins, or as the one
 * before had them. As the server does it, and before it is stored.
 */
export async function takenOver(
  entity: Entity,
  through: Field,
  id: string,
  before: Value | undefined,
  now: () => Fields,
): Promise<Taken[]> {
  const wanted = Object.values(entity.fields).filter((field) => field.from?.through === through.name)
  const [to = ''] = targets(through)
  const read = (which: Value | undefined): Promise<Row | undefined> =>
    typeof which === 'string' ? api.read(to, which).catch(() => undefined) : Promise.resolve(undefined)
  if (wanted.length === 0) return []
  const [there, old] = await Promise.all([read(id), read(before)])
  return wanted.flatMap((field) => {
    const has = now()[field.name]
    const value = there?.fields[field.from!.field]
    const free = isBlank(has) || same(has, defaultOf(field)) || (old && same(has, old.fields[field.from!.field]))
    return free && !isBlank(value)
      ? [{ field, value: value as Value, title: there?.refs[field.from!.field]?.title }]
      : []
  })
}
