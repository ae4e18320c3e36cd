import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { importsApi } from '../api/imports'
import { onHappening } from '../api/stream'
import type { Job } from '../api/types'

export const isOver = (job: Job | undefined): boolean =>
  job !== undefined && job.state !== 'waiting' && job.state !== 'running'

/** A long piece of work, live: it tells by itself how far it is, and is asked in case the line does not hold. */
export function useJob(id: string | undefined, onEnd: () => void): Job | undefined {
  const cache = useQueryClient()
  const { data } = useQuery({
    queryKey: ['job', id],
    queryFn: ({ signal }) => importsApi.job(id!, signal),
    enabled: id !== undefined,
    staleTime: 0,
    refetchInterval: (query) => (isOver(query.state.data) ? false : 1500),
  })
  useEffect(
    () =>
      onHappening((h) => {
        if (h.event !== 'job' || h.id !== id) return
        const { event: _, ...news } = h
        cache.setQueryData<Job>(['job', id], (old) => ({ ...old, ...news }))
        // The event does not carry the result.
        if (isOver(news)) void cache.invalidateQueries({ queryKey: ['job', id] })
      }),
    [cache, id],
  )
  const over = isOver(data)
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it ends
  useEffect(() => {
    if (over) onEnd()
  }, [over, id])
  return data
}
