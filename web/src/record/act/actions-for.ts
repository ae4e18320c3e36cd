import type { Action } from '../../api/actions'
import { eyes } from '../../api/eyes'
import type { Entity, Row } from '../../api/types'
import { holds } from '../../meta/rule'

/** May it be converted as it stands? The server asks its own rule again. */
export function convertible(entity: Entity, row: Row, me: string): boolean {
  const when = entity.convert?.when
  if (eyes() || !entity.convert || row.may.change === false) return false
  return Array.isArray(when)
    ? holds(when, { fields: row.fields, me })
    : !entity.pipeline?.[String(row.fields.stage)]?.end
}

/** What can be done with it as it stands. */
export function actionsFor(entity: Entity, row: Row, me: string): Action[] {
  if (eyes() || row.may.change === false || row.deleted_ms !== undefined) return []
  return (entity.actions ?? []).filter(({ when }) => !when || holds(when, { fields: row.fields, me }))
}
