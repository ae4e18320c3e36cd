import type { Archived } from '../../api/api'
import type { ViewState } from './view-state'

/** What the list asks for of the archive. */
export const archivedOf = (state: Pick<ViewState, 'archived'>): Archived | undefined =>
  state.archived ? 'with' : undefined
