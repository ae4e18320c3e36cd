import { useSyncExternalStore } from 'react'
import { type ListAsk, type ListModel, type ListState, listModel } from './list-model'

/** A list, live: `need(index)` as rows come into view, `reload()` to show what is fresh. */
export function useList(entity: string, ask: ListAsk): ListState & { model: ListModel } {
  const model = listModel(entity, ask)
  const state = useSyncExternalStore(model.watch, () => model.state)
  return { ...state, model }
}
