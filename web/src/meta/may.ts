import type { Entity, Field, Row } from '../api/types'
import { holds, type RuleContext } from './rule'

export type Deed = keyof Entity['may']
export const may = (entity: Entity | undefined, deed: Deed): boolean => entity?.may[deed] === true

/** May the person change this field of this record? The server says so again when it is sent. */
export function mayChange(row: Row, field: Field): boolean {
  if (field.readonly || field.computed || field.system || field.type === 'number') return false
  const { change } = row.may
  return change === true || (Array.isArray(change) && change.includes(field.name))
}

export const isShown = (field: Field, context: RuleContext): boolean => !field.show || holds(field.show, context)
export const isNeeded = (field: Field, context: RuleContext): boolean =>
  field.required === true || (field.needed !== undefined && holds(field.needed, context))
