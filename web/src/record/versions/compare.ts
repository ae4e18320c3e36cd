import type { Change, Entity, Row, Value } from '../../api/types'
import { same } from '../../lib/text'

export interface KeptLine {
  id: string
  fields: Record<string, Value>
}

/** What a record and its lines were when they came to a stage, as far as one has their fields. */
export interface Kept {
  number: number
  at_ms: number
  stage: string
  by: { title: string } | null
  fields: Record<string, Value>
  refs: Row['refs']
  lines?: KeptLine[]
}

/** Field by field, what became of it; what stayed is left out. */
export function changesBetween(was: Kept['fields'], now: Kept['fields']): Record<string, Change> {
  const out: Record<string, Change> = {}
  for (const name of new Set([...Object.keys(was), ...Object.keys(now)])) {
    const from = was[name] ?? null
    const to = now[name] ?? null
    if (!same(from, to)) out[name] = { from, to }
  }
  return out
}

export interface LineChange {
  id: string
  what: 'new' | 'gone' | 'changed'
  /** as it is now, or was last */
  fields: KeptLine['fields']
  changes: Record<string, Change>
}

/** Line by line: those that came and changed in the order of now, then those that went. A place alone is no change. */
export function linesBetween(was: readonly KeptLine[], now: readonly KeptLine[], order?: string): LineChange[] {
  const before = new Map(was.map((line) => [line.id, line.fields]))
  const still = new Set(now.map(({ id }) => id))
  const out: LineChange[] = []
  for (const { id, fields } of now) {
    const old = before.get(id)
    const changes = changesBetween(old ?? {}, fields)
    if (order) delete changes[order]
    if (!old) out.push({ id, what: 'new', fields, changes: {} })
    else if (Object.keys(changes).length > 0) out.push({ id, what: 'changed', fields, changes })
  }
  for (const { id, fields } of was) if (!still.has(id)) out.push({ id, what: 'gone', fields, changes: {} })
  return out
}

/** Has it versions at all: does a stage keep them? */
export const keepsVersions = (entity: Entity): boolean =>
  Object.values(entity.pipeline ?? {}).some((stage) => stage.keeps === true)
