import { type InfiniteData, type QueryClient, useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { get } from '../api/api'
import { onHappening } from '../api/stream'
import type { Page, Row, TimelineItem } from '../api/types'
import { putRow } from '../store/records'

type Pages = InfiniteData<Page<TimelineItem>, string>

const keyOf = (entity: string, id: string) => ['timeline', entity, id] as const

/** What happened around a record, newest first, page by page; `kind` narrows it, '' is everything. */
export function useTimeline(entity: string, id: string, kind = '') {
  const cache = useQueryClient()
  const query = useInfiniteQuery({
    queryKey: [...keyOf(entity, id), kind],
    initialPageParam: '',
    queryFn: async ({ pageParam, signal }) => {
      const page = await get<Page<TimelineItem>>(`${entity}/${id}/timeline`, {
        query: { after: pageParam, kind },
        signal,
      })
      for (const { row } of page.rows) if (row) putRow(row)
      return page
    },
    getNextPageParam: (last) => last.next ?? undefined,
  })

  // Others write, too: whatever happens to an activity may belong here. Looked up once when it has become quiet.
  useEffect(() => {
    let timer = 0
    const stop = onHappening((happening) => {
      if (happening.event !== 'record' && happening.event !== 'many') return
      clearTimeout(timer)
      timer = window.setTimeout(() => void cache.invalidateQueries({ queryKey: keyOf(entity, id) }), 600)
    })
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [cache, entity, id])

  const items = query.data?.pages.flatMap((page) => page.rows) ?? []
  return { ...query, items }
}

/** Puts what was just written on top, without waiting for the server to say so. */
export function addToTimeline(cache: QueryClient, entity: string, id: string, row: Row, by: TimelineItem['by']): void {
  const item: TimelineItem = { at: Date.now(), kind: row.entity, by, row }
  for (const kind of ['', row.entity])
    cache.setQueryData<Pages>([...keyOf(entity, id), kind], (old) => {
      const [first, ...rest] = old?.pages ?? []
      return old && first ? { ...old, pages: [{ ...first, rows: [item, ...first.rows] }, ...rest] } : old
    })
  void cache.invalidateQueries({ queryKey: keyOf(entity, id) })
}
