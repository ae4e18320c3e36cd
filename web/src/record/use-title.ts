import { useQuery } from '@tanstack/react-query'
import { keyOf, rowOf } from '../store/records'
import { readRow } from '../store/use-record'

/** The title of a record of which only the id is known; a dash until it is, and when one may not see it. */
export function useTitle(entity: string, id: string): string {
  const known = rowOf(keyOf(entity, id))?.title
  const { data } = useQuery({
    queryKey: ['title', entity, id],
    queryFn: () =>
      readRow(entity, id).then(
        (row) => row.title,
        () => '–',
      ),
    enabled: known === undefined,
    staleTime: 300_000,
  })
  return known ?? data ?? '…'
}
