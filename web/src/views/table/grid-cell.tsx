import { Link2Off } from 'lucide-react'
import { memo, Suspense, useRef } from 'react'
import type { Entity, Row } from '../../api/types'
import { isBlank, kindOf } from '../../fields'
import { FieldValue } from '../../fields/field-value'
import { t } from '../../lib/words'
import style from './cell.module.css'
import { CellEditor } from './lazy-editor'
import type { CellEdit, Editing } from './use-cell-edit'
import type { Column } from './use-columns'

export interface GridCellProps {
  entity: Entity
  column: Column
  row: Row
  /** its place among the columns, from 0 */
  at: number
  index: number
  active: boolean
  editing: Editing | undefined
  edit: CellEdit
}

/** One value of one record. */
export const GridCell = memo(function GridCell({
  entity,
  column,
  row,
  at,
  index,
  active,
  editing,
  edit,
}: GridCellProps) {
  const cell = useRef<HTMLDivElement>(null)
  const { field, width } = column
  const lost = field.type === 'ref' && !isBlank(row.fields[field.name]) && !row.refs[field.name]
  return (
    <div
      ref={cell}
      role="gridcell"
      className={style.cell}
      style={{ inlineSize: width }}
      aria-colindex={at + 1}
      data-cell={`${index}:${at}`}
      data-align={kindOf(field).align}
      data-editing={editing ? true : undefined}
      tabIndex={active ? 0 : -1}
    >
      {lost ? (
        // It points at something this person may not see, or that is gone.
        <Link2Off size={14} role="img" aria-label={t('list.hidden_ref')} className="quiet" />
      ) : (
        <FieldValue field={field} row={row} dense />
      )}
      {editing && (
        <Suspense>
          <CellEditor {...{ entity, field, row, editing, edit, cell }} />
        </Suspense>
      )}
    </div>
  )
})
