import type { OwnerTally, Tally } from '../../../api/quality'
import type { Entity } from '../../../api/types'
import { equals } from '../../../views/filter/rule-text'

/** Each number of the report is the length of a list; this is where the list is. */
export type What = 'records' | 'incomplete' | 'doubtful' | 'stale' | { missing: string }

function ruleOf(entity: Entity, what: What): string | undefined {
  if (typeof what === 'object') return `missing_fields contains '${what.missing}'`
  switch (what) {
    case 'incomplete':
      return 'missing_fields is set'
    case 'doubtful':
      return 'doubts is set'
    case 'stale':
      return entity.quality?.stale
    default:
      return undefined
  }
}

/** `tally` of everybody has no owner in it: all of them are meant. */
export function listOf(entity: Entity, tally: Tally | OwnerTally, what: What): string {
  const whose = 'owner' in tally ? equals('owner', tally.owner?.id ?? null) : undefined
  const where = [whose, ruleOf(entity, what)].filter((rule) => rule !== undefined).join(' and ')
  const search = new URLSearchParams(where ? { where } : {})
  // The emptiest first: what is to be done is what one comes for.
  if (what === 'incomplete') search.set('sort', 'completeness')
  const text = search.toString()
  return `/${entity.name}${text ? `?${text}` : ''}`
}

/** The most is done where the least is there; whoever has nobody's has them first. */
export const byNeed = (rows: readonly OwnerTally[]): OwnerTally[] =>
  [...rows].sort(
    (a, b) =>
      Number(a.owner !== null) - Number(b.owner !== null) ||
      (a.completeness ?? 0) - (b.completeness ?? 0) ||
      b.records - a.records,
  )

/** The fields that are missing, the most often missing first. */
export const missingOf = ({ missing = {} }: Tally): [field: string, count: number][] =>
  Object.entries(missing).sort(([, a], [, b]) => b - a)
