import type { OwnerTally, Tally } from '../../../api/quality'
import type { Entity } from '../../../api/types'
import { equals } from '../../../views/filter/rule-text'

/** Each number of the report is the length of a list, or counts whom the page of pairs shows; this is where it is. */
export type What = 'records' | 'incomplete' | 'doubtful' | 'stale' | 'alike' | { missing: string }

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
  const place = what === 'alike' ? `/duplicates/${entity.name}` : `/${entity.name}`
  return text ? `${place}?${text}` : place
}

/** The most is done where the least is there; whoever has nobody's has them first. */
export const byNeed = (rows: readonly OwnerTally[]): OwnerTally[] =>
  [...rows].sort(
    (a, b) =>
      Number(a.owner !== null) - Number(b.owner !== null) ||
      (a.completeness ?? 0) - (b.completeness ?? 0) ||
      b.records - a.records,
  )

export const columns = ['records', 'completeness', 'missing', 'doubtful', 'stale', 'alike'] as const
export type Column = (typeof columns)[number]

/** Whether the report says it at all. */
export const isTold = (column: Column, all: Tally): boolean =>
  column === 'missing' ? all.completeness !== undefined : all[column] !== undefined

const worth = (tally: Tally, column: Column): number => (column === 'missing' ? tally.incomplete : tally[column]) ?? 0

/** "owner" and "-stale" as of lists; by need where nobody said otherwise. */
export function sorted(rows: readonly OwnerTally[], sort: string, nameOf: (row: OwnerTally) => string): OwnerTally[] {
  const sign = sort.startsWith('-') ? -1 : 1
  const by = sort.replace(/^-/, '')
  const column = columns.find((one) => one === by)
  if (by === 'owner') return [...rows].sort((a, b) => sign * nameOf(a).localeCompare(nameOf(b)))
  return column ? byNeed(rows).sort((a, b) => sign * (worth(a, column) - worth(b, column))) : byNeed(rows)
}

/** What a press on a head makes of the sort: the most first, then the least, then as it was. */
export const nextSort = (sort: string, by: string): string | null => {
  const [first, second] = by === 'owner' ? ['owner', '-owner'] : [`-${by}`, by]
  return sort === first ? second : sort === second ? null : first
}

/** The fields that are missing, the most often missing first. */
export const missingOf = ({ missing = {} }: Tally): [field: string, count: number][] =>
  Object.entries(missing).sort(([, a], [, b]) => b - a)
