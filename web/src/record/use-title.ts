import { useQuery } from '@tanstack/react-query'
import type { Title } from '../api/types'
import { keyOf, rowOf } from '../store/records'
import { readRow } from '../store/use-record'

/** What a record is called of which only the id is known; a dash until it is, and when one may not see it. */
export function useTitle(entity: string, id: string): Title {
  const known = rowOf(keyOf(entity, id))
  const { data } = useQuery<Title>({
    queryKey: ['title', entity, id],
    queryFn: () => readRow(entity, id).catch(() => ({ entity, id, title: '–' })),
    enabled: known === undefined,
    staleTime: 300_000,
  })
  return known ?? data ?? { entity, id, title: '…' }
}
