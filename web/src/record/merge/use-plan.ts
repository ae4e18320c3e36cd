import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { post } from '../../api/api'
import type { Plan } from './plan'

/** What it would do, if `into` were the one that stays. */
export const usePlan = (entity: string, ids: readonly string[], into: string) =>
  useQuery({
    queryKey: ['merge', entity, ids, into],
    queryFn: async ({ signal }) => {
      const from = ids.filter((id) => id !== into)
      const plan = await post<Plan>(`${entity}/merge`, { into, from, preview: true }, { signal })
      // Each keeps its place, whichever stays.
      return { ...plan, rows: plan.rows.toSorted((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id)) }
    },
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 0,
    gcTime: 0,
  })
