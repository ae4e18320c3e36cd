import type { Entity } from '../api/types'

/** What a list asks for: what is shown in it, and what a card needs. Always in one order, so that moving columns asks for nothing. */
export function listFields(entity: Entity, names: readonly string[]): string {
  const { title, under, badge, facts = [] } = entity.face
  const { table = [], board } = entity.views
  const stage = entity.pipeline ? ['stage', 'stage_since_ms'] : []
  const wanted = [title, under, badge, ...facts, ...table, board?.by, board?.sum, ...stage, ...names]
  return [...new Set(wanted.filter((name) => name && entity.fields[name]))].sort().join()
}
