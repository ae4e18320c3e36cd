import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { get } from '../../../api/api'
import { addDays, startOfDay } from '../../../lib/date'

export interface TrailRow {
  id: string
  at: number
  kind: string
  label: string
  by: { id: string; title: string } | null
  person: { id: string; title: string } | null
  entity?: string
  record?: string
  via: string
  address: string
  session?: string
  /** so often within its minute */
  times: number
  details: Record<string, unknown>
}

/** What is asked for, as it stands in the place: ?kind=sign_in_bad&user=7&from=2026-11-01&changes=1 */
export interface TrailAsk {
  kind: string | null
  user: string | null
  name: string | null
  from: string | null
  until: string | null
  changes: boolean
}

export function askOf(search: URLSearchParams): TrailAsk {
  const text = (name: string) => search.get(name)
  return {
    kind: text('kind'),
    user: text('user'),
    name: text('name'),
    from: text('from'),
    until: text('until'),
    changes: text('changes') === '1',
  }
}

/** As the server is asked: days become instants, both of them whole. */
export function queryOf({ kind, user, from, until, changes }: TrailAsk) {
  return {
    kind,
    user,
    from: from && startOfDay(from),
    until: until && startOfDay(addDays(until, 1)) - 1,
    changes: changes || kind ? undefined : 0,
  }
}

interface TrailPage {
  rows: TrailRow[]
  next: string | null
}

export function useTrail(ask: TrailAsk) {
  const query = queryOf(ask)
  return useInfiniteQuery({
    queryKey: ['trail', query],
    queryFn: ({ pageParam, signal }) => get<TrailPage>('trail', { query: { ...query, after: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    staleTime: 0,
    refetchOnMount: 'always',
  })
}

export const useKinds = () =>
  useQuery({
    queryKey: ['trail-kinds'],
    queryFn: () => get<{ rows: { kind: string; label: string }[] }>('trail/kinds'),
    staleTime: Number.POSITIVE_INFINITY,
  })
