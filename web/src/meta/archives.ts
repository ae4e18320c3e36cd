import type { Entity } from '../api/types'

/** Has it an archive? Then there is the field that says since when a record is there. */
export const archives = (entity: Entity): boolean => entity.fields.archived_ms !== undefined
