import type { Entity, Field, Meta, Money, Sum } from '../../api/types'
import { navEntities } from '../../meta/use-meta'

/** What home reports on: an entity that moves through stages and carries a sum. */
export interface Pipeline {
  entity: Entity
  /** the field of the stages */
  by: string
  sum: string
  /** when one ended */
  ended: string
  /** when one is meant to end */
  due: Field | undefined
  open: string[]
  won: string[]
  lost: string[]
}

/** The first of the navigation with a board that sums; one whose stages have a probability goes before the others. */
export function mainPipeline(meta: Meta): Pipeline | undefined {
  const all = meta.groups.flatMap((g) => navEntities(meta, g.name)).filter((e) => e.pipeline && e.views.board?.sum)
  const entity = all.find((e) => Object.values(e.pipeline ?? {}).some((s) => s.probability)) ?? all[0]
  const { board } = entity?.views ?? {}
  if (!entity?.pipeline || !board?.sum) return undefined
  const stages = Object.entries(entity.pipeline)
  const facts = (entity.face.facts ?? []).map((name) => entity.fields[name])
  return {
    entity,
    by: board.by,
    sum: board.sum,
    ended: entity.fields.closed_on ? 'closed_on' : 'stage_since_ms',
    due: facts.find((f) => f?.type === 'date'),
    open: stages.filter(([, s]) => !s.end).map(([key]) => key),
    won: stages.filter(([, s]) => s.end === 'won').map(([key]) => key),
    lost: stages.filter(([, s]) => s.end === 'lost').map(([key]) => key),
  }
}

const quoted = (keys: readonly string[]) => keys.map((k) => `'${k}'`).join(', ')

/** What needs somebody: too long at its stage, or past its day. */
export function attentionRule({ entity, by, due, open }: Pipeline): string {
  const stale = open.flatMap((key) => {
    const after = entity.pipeline?.[key]?.stale_after
    return after ? [`(${by} = '${key}' and stage_since_ms < @now - ${Math.round(after / 86_400)}d)`] : []
  })
  const late = due && open.length ? [`(${by} in (${quoted(open)}) and ${due.name} < @today)`] : []
  return [...stale, ...late].join(' or ')
}

export interface Totals {
  count: number
  exact: boolean
  /** in minor units of the site's currency */
  minor: number
  cur: string | undefined
}

/** The groups of some stages, added up. */
export function total(groups: readonly Sum[], keys: readonly string[]): Totals {
  const some = groups.filter((g) => g.key !== null && keys.includes(g.key))
  const money = some.flatMap((g) => (typeof g.sum === 'object' && g.sum ? [g.sum as Money] : []))
  return {
    count: some.reduce((n, g) => n + g.count, 0),
    exact: some.every((g) => g.exact),
    minor: money.reduce((n, m) => n + m.minor, 0),
    cur: money[0]?.cur,
  }
}

/** By how much something grew, in percent; undefined where there is nothing to compare with. */
export const growth = (now: number, before: number): number | undefined =>
  before > 0 ? ((now - before) / before) * 100 : undefined
