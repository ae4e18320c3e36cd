import type { Entity, Field, Patch, Row } from '../api/types'
import { isBlank } from '../fields'
import { today } from '../lib/date'

/** Of what moves along a pipeline a day that is past belonged to the course of that one. */
const isOver = (entity: Entity, { name, type }: Field, row: Row): boolean =>
  entity.pipeline !== undefined && type === 'date' && String(row.fields[name]) < today()

/** What a copy begins with: all that a person could have typed, but not what must be there once only. */
export function copyOf(entity: Entity, row: Row): Patch {
  const kept = Object.values(entity.fields).filter(
    (f) =>
      !f.system &&
      !f.readonly &&
      !f.computed &&
      !f.unique &&
      f.type !== 'number' &&
      f.type !== 'file' &&
      f.type !== 'image' &&
      !(entity.pipeline && f.name === 'stage') &&
      !isBlank(row.fields[f.name]) &&
      !isOver(entity, f, row),
  )
  return Object.fromEntries(kept.map((f) => [f.name, row.fields[f.name] ?? null]))
}
