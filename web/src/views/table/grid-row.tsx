import { memo, useEffect } from 'react'
import type { Entity } from '../../api/types'
import { readRow, useRow } from '../../store/use-record'
import { GridCell } from './grid-cell'
import style from './table.module.css'
import { TitleCell } from './title-cell'
import type { CellEdit, Editing } from './use-cell-edit'
import type { Column } from './use-columns'

export interface GridRowProps {
  entity: Entity
  /** undefined: not here yet */
  id: string | undefined
  index: number
  height: number
  columns: readonly Column[]
  /** the columns in view, without the first */
  from: number
  to: number
  /** room for the columns that are scrolled away at the start */
  skipped: number
  width: number
  selected: boolean
  /** the column that has the focus, if it is in this row */
  active: number | undefined
  editing: Editing | undefined
  edit: CellEdit
  onSelect: (id: string, reach: boolean) => void
  onPeek: (id: string) => void
}

export const GridRow = memo(function GridRow(props: GridRowProps) {
  const { entity, id, index, height, columns, from, to, skipped, width, selected, active, editing, edit } = props
  const row = useRow(entity.name, id ?? '')
  useEffect(() => {
    // Somebody changed it while it was out of sight: it was dropped, now it is wanted again.
    if (id && !row) readRow(entity.name, id).catch(() => {})
  }, [entity.name, id, row])

  const shared = { entity, index, edit }
  const editingOf = (name: string) => (editing?.field === name ? editing : undefined)
  return (
    <div
      role="row"
      className={style.row}
      style={{ translate: `0 ${index * height}px`, blockSize: height, inlineSize: width }}
      aria-rowindex={index + 2}
      aria-selected={row ? selected : undefined}
      aria-busy={row ? undefined : true}
      data-row={index}
    >
      {!row && <div role="gridcell" className={style.coming} />}
      {row && columns[0] && (
        <TitleCell
          {...shared}
          column={columns[0]}
          row={row}
          at={0}
          active={active === 0}
          editing={editingOf(columns[0].field.name)}
          selected={selected}
          onSelect={props.onSelect}
          onPeek={props.onPeek}
        />
      )}
      {skipped > 0 && <span style={{ flex: 'none', inlineSize: skipped }} aria-hidden />}
      {row &&
        columns
          .slice(from, to)
          .map((column, i) => (
            <GridCell
              key={column.field.name}
              {...shared}
              column={column}
              row={row}
              at={from + i}
              active={active === from + i}
              editing={editingOf(column.field.name)}
            />
          ))}
    </div>
  )
})
