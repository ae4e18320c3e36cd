import { eyes } from '../api/eyes'
import type { Entity, Field, Row } from '../api/types'
import { holds, type RuleContext } from './rule'

export type Deed = keyof Entity['may']

/** Through the eyes of others nothing is changed: what they may do is shown where rights are, and not offered here. */
export const may = (entity: Entity | undefined, deed: Deed): boolean => !eyes() && entity?.may[deed] === true

/** May the person change this field of this record? The server says so again when it is sent. */
export function mayChange(row: Row, field: Field): boolean {
  if (eyes() || field.readonly || field.computed || field.system || field.type === 'number') return false
  const { change } = row.may
  return change === true || (Array.isArray(change) && change.includes(field.name))
}

export const isShown = (field: Field, context: RuleContext): boolean => !field.show || holds(field.show, context)
export const isNeeded = (field: Field, context: RuleContext): boolean =>
  field.required === true || (field.needed !== undefined && holds(field.needed, context))
