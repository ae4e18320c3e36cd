import { ArrowDown, ArrowUp } from 'lucide-react'
import type { PointerEvent, ReactNode } from 'react'
import { kindOf } from '../../fields'
import { t } from '../../lib/words'
import { Checkbox } from '../../ui/checkbox'
import style from './table.module.css'
import type { Column } from './use-columns'

interface GridHeadProps {
  columns: readonly Column[]
  from: number
  to: number
  skipped: number
  width: number
  sort: string
  onSort: (name: string) => void
  onResize: (name: string, width?: number) => void
  active: number | undefined
  chosen: 'none' | 'some' | 'all'
  onChoose: (on: boolean) => void
}

/** The heads of the columns: press to sort, pull the edge for another width. */
export function GridHead(props: GridHeadProps) {
  const { columns, from, to, skipped, width, sort, onSort, onResize, active, chosen, onChoose } = props
  const head = (column: Column, at: number) => (
    <Head key={column.field.name} {...{ column, at, sort, onSort, onResize }} active={active === at}>
      {at === 0 && (
        <Checkbox
          label={t('list.select_all')}
          hideLabel
          className={style.check}
          tabIndex={-1}
          checked={chosen === 'all'}
          some={chosen === 'some'}
          onChange={onChoose}
        />
      )}
    </Head>
  )
  return (
    <div role="row" aria-rowindex={1} className={style.head} style={{ inlineSize: width }}>
      {columns[0] && head(columns[0], 0)}
      {skipped > 0 && <span style={{ flex: 'none', inlineSize: skipped }} aria-hidden />}
      {columns.slice(from, to).map((column, i) => head(column, from + i))}
    </div>
  )
}

interface HeadProps extends Pick<GridHeadProps, 'sort' | 'onSort' | 'onResize'> {
  column: Column
  at: number
  active: boolean
  children: ReactNode
}

function Head({ column, at, sort, onSort, onResize, active, children }: HeadProps) {
  const { field, width, title } = column
  const down = sort === `-${field.name}`
  const up = sort === field.name
  const Arrow = down ? ArrowDown : ArrowUp
  return (
    <div
      role="columnheader"
      className={title ? style.titleHead : style.headCell}
      data-pinned={title || undefined}
      style={{ inlineSize: width }}
      aria-colindex={at + 1}
      aria-sort={up ? 'ascending' : down ? 'descending' : undefined}
      data-align={title ? 'start' : kindOf(field).align}
    >
      {children}
      <button
        type="button"
        className={style.sort}
        data-cell={`-1:${at}`}
        data-field={field.name}
        tabIndex={active ? 0 : -1}
        aria-disabled={!field.sortable}
        data-tip={field.doc || undefined}
        onClick={() => field.sortable && onSort(field.name)}
      >
        <span className="cut">{field.label}</span>
        {(up || down) && <Arrow size={13} aria-hidden />}
      </button>
      <Grip width={width} onResize={(next) => onResize(field.name, next)} />
    </div>
  )
}

/** The edge between two columns; two clicks give back the usual width. By key: Alt and an arrow on the head. */
function Grip({ width, onResize }: { width: number; onResize: (width?: number) => void }) {
  const pull = (event: PointerEvent<HTMLSpanElement>) => {
    const from = event.clientX
    const way = document.dir === 'rtl' ? -1 : 1
    const at = event.currentTarget
    at.setPointerCapture(event.pointerId)
    at.onpointermove = (move) => onResize(width + way * (move.clientX - from))
    at.onpointerup = () => {
      at.onpointermove = null
    }
  }
  return <span className={style.grip} aria-hidden onPointerDown={pull} onDoubleClick={() => onResize()} />
}
