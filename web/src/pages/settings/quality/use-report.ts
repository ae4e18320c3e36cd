import { useQuery } from '@tanstack/react-query'
import { ApiError, get } from '../../../api/api'
import type { QualityReport } from '../../../api/quality'
import { useFresh } from '../../../record/use-fresh'

/** What the report stands on is being made still. */
export const isComing = (error: Error | null): error is ApiError => error instanceof ApiError && error.status === 503

/** The report of an entity, up to date; asked again by itself while it is not ready, or its numbers are on the move. */
export function useReport(entity: string) {
  const queryKey = ['quality', entity]
  useFresh(entity, queryKey)
  return useQuery({
    queryKey,
    queryFn: ({ signal }) => get<QualityReport>(`${entity}/quality`, { signal }),
    staleTime: 0,
    retry: (times, error) => times < 3 && error instanceof ApiError && error.passing && !isComing(error),
    refetchInterval: ({ state: { error, data } }) =>
      isComing(error) ? (error.retryAfter ?? 5) * 1000 : data?.making ? 2000 : false,
  })
}
