import { keepPreviousData, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef } from 'react'
import { type Archived, get } from '../../api/api'
import { concerns, onHappening } from '../../api/stream'
import type { Field, Row, Sum, Value } from '../../api/types'

interface About {
  entity: string
  by: string
  sum: Field | undefined
  where: string | undefined
  q: string | undefined
  archived: Archived | undefined
}

const sumsQuery = ({ entity, by, sum, where, q, archived }: About) =>
  queryOptions({
    queryKey: ['sums', entity, by, sum?.name, where, q, archived],
    queryFn: ({ signal }) =>
      get<{ groups: Sum[] }>(`${entity}/sum`, { query: { by, sum: sum?.name, where, q, archived }, signal }).then(
        (a) => a.groups,
      ),
  })

const none: Sum[] = []
const quiet = 700

/** What a card adds to its column; an amount in another currency has to wait for the server. */
function added(total: Sum['sum'], value: Value | undefined, way: number): Sum['sum'] {
  if (typeof total === 'number' && typeof value === 'number') return total + way * value
  const money = typeof value === 'object' && value !== null && 'minor' in value ? value : undefined
  return typeof total === 'object' && money?.cur === total.cur
    ? { ...total, minor: total.minor + way * money.minor }
    : total
}

/** Count and sum of every column. They follow a move at once and the server soon after. */
export function useSums(about: About) {
  const cache = useQueryClient()
  const query = sumsQuery(about)
  const { data = none } = useQuery({ ...query, placeholderData: keepPreviousData })
  const { entity, sum } = about
  const timer = useRef(0)
  const latest = useRef(query)
  latest.current = query

  const refresh = useCallback(() => {
    clearTimeout(timer.current)
    timer.current = window.setTimeout(() => cache.invalidateQueries({ queryKey: latest.current.queryKey }), quiet)
  }, [cache])
  useEffect(() => {
    const stop = onHappening((happening) => {
      if (concerns(happening, entity)) refresh()
    })
    return () => {
      stop()
      clearTimeout(timer.current)
    }
  }, [entity, refresh])

  const shift = (from: string | null, to: string | null, row: Row | undefined) => {
    const value = sum && row?.fields[sum.name]
    const change = (group: Sum, way: number): Sum => ({
      ...group,
      count: Math.max(0, group.count + way),
      sum: added(group.sum, value, way),
    })
    cache.setQueryData(query.queryKey, (old: Sum[] = none) => {
      const known = old.some((group) => group.key === to)
      const all = known ? old : [...old, { key: to, count: 0, exact: true, sum: value as Sum['sum'] }]
      return all.map((group) => (group.key === from ? change(group, -1) : group.key === to ? change(group, 1) : group))
    })
  }
  return { sums: data, shift, refresh }
}
