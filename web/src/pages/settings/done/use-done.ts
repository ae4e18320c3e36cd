import { useInfiniteQuery } from '@tanstack/react-query'
import { get } from '../../../api/api'
import type { Page } from '../../../api/types'

interface Named {
  id: string
  entity: string
  title: string
}

/** Something that was done to many records at once. */
export interface DoneRow {
  id: string
  kind: 'act' | 'archive' | 'bulk' | 'hand' | 'import' | 'merge' | 'studio'
  at: number
  /** null: whoever it was, or what, is not for these eyes */
  by: Named | null
  entity: string | null
  count: number
  /** of an action: what it is called */
  action?: string
  /** of a merge: the one that stays; of an action: the one it was done with */
  record: Named | null
  /** of a hand-over: who gave */
  person: Named | null
  /** of an import */
  name?: string
  import?: string
  /** of a bulk change */
  delete?: boolean
  archive?: boolean
  fields?: string[]
  /** of a change of the structure: what was changed, by the names of its files */
  documents?: string[]
  undo: boolean
  why: '' | 'runs' | 'back_runs' | 'back' | 'nothing' | 'later' | 'lost' | 'not'
  back: { at: number; by: Named | null; job?: string; count?: number; stayed?: number } | null
}

export const useDone = (mine: boolean) =>
  useInfiniteQuery({
    queryKey: ['done', mine],
    queryFn: ({ pageParam, signal }) =>
      get<Page<DoneRow>>('done', { query: { mine: mine ? 1 : undefined, after: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    staleTime: 0,
    refetchOnMount: 'always',
  })
