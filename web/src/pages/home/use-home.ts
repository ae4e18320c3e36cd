import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { get } from '../../api/api'
import { onHappening } from '../../api/stream'
import type { Count, Page, Sum } from '../../api/types'
import { lastMonths, type Month } from './months'
import type { Pipeline } from './pipeline'

/** Everything here is asked under this key, so that one event refreshes it. */
const key = 'home'
const restMs = 1500
/** how many months back the charts go */
export const monthsShown = 12

/** Figures follow what happens, but not with every record of an import. */
export function useLiveHome(): void {
  const cache = useQueryClient()
  useEffect(() => {
    let timer = 0
    const stop = onHappening((h) => {
      if ((h.event !== 'record' && h.event !== 'many') || timer) return
      timer = window.setTimeout(() => {
        timer = 0
        void cache.invalidateQueries({ queryKey: [key] })
      }, restMs)
    })
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [cache])
}

export const and = (...rules: (string | undefined)[]): string =>
  rules
    .filter(Boolean)
    .map((r) => `(${r})`)
    .join(' and ')

const sumOf = ({ entity, by, sum }: Pipeline, where: string) => ({
  queryKey: [key, 'sum', entity.name, by, sum, where],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    get<{ groups: Sum[] }>(`${entity.name}/sum`, { query: { by, sum, where }, signal }).then((r) => r.groups),
})

/** How much stands at each stage now. */
export const useStages = (pipeline: Pipeline, whose: string | undefined) => useQuery(sumOf(pipeline, and(whose)))

const inSpan = (field: string, { start, end }: Month) => `${field} >= '${start}' and ${field} < '${end}'`

/** What ended in a span of days, by stage. */
export const useEndedIn = (pipeline: Pipeline, whose: string | undefined, span: Month) =>
  useQuery(sumOf(pipeline, and(inSpan(pipeline.ended, span), whose)))

/** What ended in each of the last months, by stage. */
export function useEnded(
  pipeline: Pipeline,
  whose: string | undefined,
  count: number,
): { month: Month; groups: Sum[] | undefined }[] {
  const months = lastMonths(count)
  const { ended } = pipeline
  const answers = useQueries({
    queries: months.map((month) => sumOf(pipeline, and(inSpan(ended, month), whose))),
  })
  return months.map((month, i) => ({ month, groups: answers[i]?.data }))
}

export const useCount = (entity: string, where: string, enabled = true) =>
  useQuery({
    queryKey: [key, 'count', entity, where],
    queryFn: ({ signal }) => get<Count>(`${entity}/count`, { query: { where }, signal }),
    enabled,
  })

export interface RowsAsk {
  where?: string
  fields?: string
  sort: string
  limit: number
}

const rowsOf = (entity: string, ask: RowsAsk) => ({
  queryKey: [key, 'rows', entity, ask],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    get<Page>(entity, { query: { ...ask }, signal }).then((p) => p.rows),
})

export const useRows = (entity: string, ask: RowsAsk) => useQuery(rowsOf(entity, ask))

/** The newest of several entities, put together. */
export function useNewest(entities: readonly string[], limit: number) {
  const answers = useQueries({ queries: entities.map((e) => rowsOf(e, { sort: '-created_ms', limit })) })
  const rows = answers.flatMap((a) => a.data ?? [])
  rows.sort((a, b) => Number(b.fields.created_ms) - Number(a.fields.created_ms))
  return { rows: rows.slice(0, limit), loading: answers.some((a) => a.isPending) }
}
