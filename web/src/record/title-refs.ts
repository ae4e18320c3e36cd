import type { AnyRef, Field, Row, Value } from '../api/types'

/** The title of a record just chosen, so that it can be drawn before the server has answered. */
export function titleRefs(field: Field, value: Value, title: string | undefined): Row['refs'] {
  if (!title || value === null) return {}
  if (field.type === 'any') {
    const { entity, id } = value as AnyRef
    return { [field.name]: { id, entity, title } }
  }
  if (typeof value !== 'string') return {}
  return { [field.name]: { id: value, title, entity: [field.to ?? ''].flat()[0] ?? '' } }
}
