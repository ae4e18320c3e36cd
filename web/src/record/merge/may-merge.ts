import { eyes } from '../../api/eyes'
import type { Entity } from '../../api/types'
import { may } from '../../meta/may'

/** So many become one at once. */
export const maxMerged = 10

/** Who merges changes one and deletes the others. What belongs to the server itself is not merged. */
export const mayMerge = (entity: Entity): boolean =>
  !eyes() &&
  entity.group !== 'admin' &&
  !entity.lines &&
  !entity.traits.includes('line') &&
  may(entity, 'change') &&
  may(entity, 'delete')
