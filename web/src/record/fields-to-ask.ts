import type { Entity, Field, Patch } from '../api/types'
import { fieldsOf } from '../meta/use-meta'

const most = 5

const open = (field: Field) => !field.readonly && !field.computed && !field.system && field.type !== 'number'

/**
 * What the dialog asks at once — five questions of the create view, and what must be said — and what it asks on demand.
 * Without a create view: title and what is required.
 */
export function fieldsToAsk(entity: Entity, preset: Patch = {}): { few: Field[]; rest: Field[] } {
  const asked = fieldsOf(entity, entity.views.create ?? [entity.face.title]).filter(open)
  const must = Object.values(entity.fields).filter(
    (f) => f.required && open(f) && f.default === undefined && f.name !== 'stage',
  )
  const given = fieldsOf(entity, Object.keys(preset)).filter((f) => open(f) && asked.includes(f))
  const few = [...new Set([...asked.slice(0, most), ...given, ...must])]
  const form = entity.views.form?.flat() ?? Object.keys(entity.fields)
  const rest = fieldsOf(entity, [...new Set([...asked.map((f) => f.name), ...form])]).filter(
    (f) => open(f) && !few.includes(f),
  )
  return { few, rest }
}
