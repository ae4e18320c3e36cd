import { url } from '../../api/api'
import type { Entity } from '../../api/types'
import { archivedOf } from './archived'
import type { ViewState } from './view-state'

/** The whole list as it is asked for, as a file; the browser saves it while the server writes it. */
export function exportList(entity: Entity, state: ViewState, as: 'csv' | 'xlsx'): void {
  const { where, q, sort, columns } = state
  const link = document.createElement('a')
  link.href = url(`${entity.name}/export`, { where, q, sort, fields: columns.join(), as, archived: archivedOf(state) })
  link.download = ''
  link.click()
}
