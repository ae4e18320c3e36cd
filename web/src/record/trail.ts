import { lastSearch } from '../lib/router'
import { type ListModel, listModels } from '../store/list-model'

export interface Trail {
  model: ListModel
  /** where the record stands in the list, from 0 */
  at: number
  total: number | undefined
  exact: boolean
  before: string | undefined
  after: string | undefined
}

/** The list one came from: the one used last that holds the record. Its order is the order of previous and next. */
export function trailOf(entity: string, id: string): Trail | undefined {
  const model = [...listModels()].findLast((m) => m.entity === entity && m.state.ids.includes(id))
  if (!model) return undefined
  const { ids, total, exact } = model.state
  const at = ids.indexOf(id)
  return { model, at, total, exact, before: ids[at - 1], after: ids[at + 1] }
}

/** The way back to the list as it was left: its filter, order and view. */
export const listPlace = (entity: string): string => {
  const search = new URLSearchParams(lastSearch(`/${entity}`))
  search.delete('peek')
  const text = search.toString()
  return `/${entity}${text ? `?${text}` : ''}`
}
