import type { QueryClient } from '@tanstack/react-query'
import { post } from '../../api/api'
import type { Row, Title } from '../../api/types'
import { reloadLists } from '../../store/list-model'
import { dropRow, keyOf, putRow } from '../../store/records'

/** All that was read of a record is read again: its timeline, its history, what belongs to it. */
export function lookAgain(cache: QueryClient, entity: string): void {
  reloadLists(entity)
  void cache.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'meta' && queryKey[0] !== 'me' })
}

/** Makes several of one again. */
export async function takeBack(cache: QueryClient, entity: string, merge: string): Promise<void> {
  const back = await post<{ row: Row | null; restored: Title[] }>(`merges/${merge}/undo`, {})
  for (const { id } of back.restored) dropRow(keyOf(entity, id))
  if (back.row) putRow(back.row)
  lookAgain(cache, entity)
}
