import { useMemo } from 'react'
import type { Entity } from '../../api/types'
import { setSearch, usePlace } from '../../lib/router'
import { useSavedViews } from './saved-views'
import {
  axesOf,
  type BuiltIn,
  baseOf,
  builtIns,
  deviates,
  paramsOf,
  type SavedView,
  type Shape,
  stateOf,
  type ViewState,
} from './view-state'

const kept = (entity: string) => `kith.shape.${entity}`

export interface View {
  state: ViewState
  base: ViewState
  /** the tab that is open */
  current: SavedView | BuiltIn
  currentId: string
  views: SavedView[]
  /** the saved view is still on its way */
  waiting: boolean
  maySave: boolean
  deviates: boolean
  mayBoard: boolean
  set: (change: Partial<ViewState>) => void
  /** another tab: what differed from the last one is left behind, the search is not */
  open: (id: string) => void
  reset: () => void
  refetch: () => Promise<unknown>
}

const noDeviation = { shape: null, where: null, sort: null, columns: null, by: null }

/** How this list is looked at: the view the URL names, and what the URL changes of it. */
export function useView(entity: Entity): View {
  const { search } = usePlace()
  const { views, waiting, may, refetch } = useSavedViews(entity.name)
  const asked = search.get('view') ?? 'all'
  const mayBoard = axesOf(entity).length > 0
  const built = builtIns(entity).find((one) => one === asked)
  const found = views.find((view) => view.id === asked)
  const current = found ?? built ?? 'all'

  const base = useMemo(() => {
    // The shape last used stays, except where a saved view says its own.
    const last: Shape = mayBoard && localStorage.getItem(kept(entity.name)) === 'board' ? 'board' : 'table'
    return baseOf(entity, current, last)
  }, [entity, current, mayBoard])
  const state = useMemo(() => stateOf(entity, base, search), [entity, base, search])

  return {
    state,
    base,
    current,
    currentId: typeof current === 'string' ? current : current.id,
    views,
    waiting: waiting && built === undefined,
    maySave: may,
    // Without a saved view the shape is a habit, not a deviation.
    deviates: deviates(typeof current === 'string' ? { ...base, shape: state.shape } : base, state),
    mayBoard,
    set: (change) => {
      if (change.shape && typeof current === 'string') localStorage.setItem(kept(entity.name), change.shape)
      setSearch(paramsOf(base, change))
    },
    open: (id) => setSearch({ view: id === 'all' ? null : id, ...noDeviation }, true),
    reset: () => setSearch(noDeviation),
    refetch,
  }
}
