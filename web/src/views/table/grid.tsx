import { type MouseEvent, useEffect, useMemo, useRef } from 'react'
import type { Entity } from '../../api/types'
import { t } from '../../lib/words'
import { mayChange } from '../../meta/may'
import type { ListModel, ListState } from '../../store/list-model'
import { keyOf, rowOf } from '../../store/records'
import { GridHead } from './grid-head'
import { GridRow } from './grid-row'
import type { Place } from './moves'
import { nextSort } from './sort'
import style from './table.module.css'
import { useCellEdit } from './use-cell-edit'
import { useColumns } from './use-columns'
import { useGridKeys } from './use-grid-keys'
import { useGridWindow } from './use-grid-window'
import type { Selection } from './use-selection'
import { useHeight } from './use-size'
import { offsetsOf, reveal } from './window'

interface GridProps {
  entity: Entity
  /** the columns, by the names of their fields */
  names: readonly string[]
  list: ListState & { model: ListModel }
  sort: string
  onSort: (sort: string) => void
  selection: Selection
  onPeek: (id: string) => void
}

/** Rows drawn as coming, below those that are here. */
const coming = 12

/** The table of a list: only the rows and columns in view are in the page, however many there are. */
export function Grid({ entity, names, list, sort, onSort, selection, onPeek }: GridProps) {
  const box = useRef<HTMLDivElement>(null)
  const probe = useRef<HTMLSpanElement>(null)
  const height = useHeight(probe, 36)
  const { columns, resize } = useColumns(entity, names)
  const edit = useCellEdit(entity)
  const { ids, total, exact, done, loading, model } = list

  const offsets = useMemo(() => offsetsOf(columns.map((column) => column.width)), [columns])
  const width = offsets.at(-1) ?? 0
  const pinned = offsets[1] ?? 0
  const known = exact && total !== undefined ? Math.max(total, ids.length) : ids.length + coming
  const rows = done ? ids.length : loading ? coming * 3 : known
  const view = useGridWindow(box, { rows, row: height, offsets })

  useEffect(() => {
    if (view.rows.to > 0) model.need(view.rows.to)
  }, [model, view.rows.to])
  // Another question begins at the top.
  useEffect(() => {
    if (model && box.current) box.current.scrollTop = 0
  }, [model])

  const show = ({ row, col }: Place) => {
    const at = box.current
    if (!at) return
    // The head lies over the first row of the box.
    if (row >= 0) at.scrollTop = reveal((row + 1) * height, height, at.scrollTop, height, at.clientHeight)
    if (col === 0) at.scrollLeft = 0
    else {
      const start = reveal(offsets[col]!, columns[col]!.width, Math.abs(at.scrollLeft), pinned, at.clientWidth)
      at.scrollLeft = document.dir === 'rtl' ? -start : start
    }
    view.look()
  }
  const sortBy = (name: string) => onSort(nextSort(sort, entity.fields[name]!))
  const keys = useGridKeys({
    ...{ box, entity, columns, ids, selection, edit, show, onPeek },
    page: view.page,
    onSort: sortBy,
    onResize: resize,
  })
  const { active } = keys

  const select = useRef((_id: string, _reach: boolean) => {})
  select.current = (id, reach) => (reach ? selection.reach(id) : selection.toggle(id))
  const peek = useRef(onPeek)
  peek.current = onPeek
  const { onSelect, onPeekRow } = useMemo(
    () => ({
      onSelect: (id: string, reach: boolean) => select.current(id, reach),
      onPeekRow: (id: string) => peek.current(id),
    }),
    [],
  )

  const editPressed = (event: MouseEvent) => {
    const cell = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-cell]') : null
    const [row, col] = (cell?.dataset.cell ?? '').split(':').map(Number)
    const id = ids[row ?? -1]
    const column = columns[col ?? -1]
    const at = id && rowOf(keyOf(entity.name, id))
    if (at && column && !column.title && mayChange(at, column.field)) edit.begin(at.id, column.field.name)
  }

  // The row with the focus stays, wherever one scrolls; so does the one being edited.
  const drawn = new Set<number>()
  for (let i = view.rows.from; i < Math.min(view.rows.to, rows); i++) drawn.add(i)
  if (active.row >= 0 && active.row < ids.length) drawn.add(active.row)
  if (edit.editing) drawn.add(ids.indexOf(edit.editing.id))
  drawn.delete(-1)
  // A column with the focus or an editor stays as well.
  const from = active.col > 0 ? Math.min(view.cols.from, active.col) : view.cols.from
  const to = active.col > 0 ? Math.max(view.cols.to, active.col + 1) : view.cols.to
  const shape = { columns, from, to, width, skipped: (offsets[from] ?? pinned) - pinned }
  const chosen = selection.all || (ids.length > 0 && selection.ids.size >= ids.length) ? 'all' : 'some'

  return (
    <div
      ref={box}
      className={style.scroller}
      role="grid"
      aria-label={entity.label[1]}
      aria-rowcount={done || exact ? rows + 1 : -1}
      aria-colcount={columns.length}
      aria-multiselectable
      aria-busy={loading || undefined}
      data-shifted={view.shifted || undefined}
      onKeyDown={keys.onKeyDown}
      onFocus={keys.onFocus}
      onDoubleClick={editPressed}
    >
      <span ref={probe} className={style.probe} aria-hidden />
      <GridHead
        {...shape}
        sort={sort}
        onSort={sortBy}
        onResize={resize}
        active={active.row < 0 || ids.length === 0 ? active.col : undefined}
        chosen={selection.ids.size ? chosen : 'none'}
        onChoose={(on) => (on ? selection.loaded() : selection.clear())}
      />
      <div role="rowgroup" className={style.body} style={{ blockSize: rows * height, inlineSize: width }}>
        {[...drawn]
          .sort((a, b) => a - b)
          .map((index) => (
            <GridRow
              key={ids[index] ?? `coming ${index}`}
              {...shape}
              entity={entity}
              id={ids[index]}
              index={index}
              height={height}
              selected={ids[index] !== undefined && selection.has(ids[index])}
              active={index === active.row ? active.col : undefined}
              editing={edit.editing?.id === ids[index] ? edit.editing : undefined}
              edit={edit}
              onSelect={onSelect}
              onPeek={onPeekRow}
            />
          ))}
      </div>
      {loading && <p className="sr">{t('list.loading')}</p>}
    </div>
  )
}
