import { dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { ChevronsRightLeft, Plus } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import type { Field, Sum } from '../../api/types'
import { kindOf } from '../../fields'
import { compact, count } from '../../lib/fmt'
import { showMoney } from '../../lib/money'
import { cx } from '../../lib/text'
import { t } from '../../lib/words'
import { may } from '../../meta/may'
import { openCreate } from '../../record/create-dialog'
import { Dot, ErrorBox } from '../../ui/bits'
import { IconButton } from '../../ui/button'
import style from './board.module.css'
import { ColumnCards } from './column-cards'
import type { CardParts, BoardColumn as Column } from './columns'
import type { BoardApi } from './use-board'
import type { Lift, Spot } from './use-board-keys'

export interface BoardColumnProps {
  board: BoardApi
  column: Column
  columns: readonly Column[]
  group: Sum | undefined
  sum: Field | undefined
  parts: CardParts
  active: Spot | undefined
  /** Tab leads into this column */
  stop: boolean
  /** a card is in the air, by key or by pointer */
  lift: Lift | undefined
  /** how many others have made that are not shown yet */
  fresh: number
  onFresh: () => void
  onFold?: () => void
}

/** A place a card can be let go over; the answer stops it. */
export function useDropTarget(board: BoardApi, key: Column['key']) {
  const box = useRef<HTMLElement>(null)
  useEffect(() => {
    if (!box.current) return
    return dropTargetForElements({
      element: box.current,
      getData: () => ({ to: key }),
      canDrop: ({ source }) => board.may(source.data.from as Column['key'], key),
    })
  }, [board, key])
  return box
}

/** What a column may look like while a card is in the air. */
export const liftLook = (board: BoardApi, key: Column['key'], lift: Lift | undefined) => ({
  'data-closed': (lift && lift.key !== key && !board.may(lift.key, key)) || undefined,
  'data-over': (lift && lift.over === key && lift.key !== key) || undefined,
})

const money = (value: NonNullable<Sum['sum']>) =>
  typeof value === 'number' ? compact(value) : showMoney(value, { compact: true })
const part = (value: NonNullable<Sum['sum']>, percent: number): NonNullable<Sum['sum']> =>
  typeof value === 'number' ? (value * percent) / 100 : { ...value, minor: Math.round((value.minor * percent) / 100) }

/** One choice and the records that have it. */
export function BoardColumn(props: BoardColumnProps) {
  const { board, column, group, lift, onFold } = props
  const { entity, by } = board
  const box = useDropTarget(board, column.key)
  const number = group ? count(group.count, group.exact) : '0'
  return (
    <section
      ref={box}
      className={style.column}
      aria-label={t('board.column', { stage: column.label, count: number })}
      data-column={column.key ?? ''}
      {...liftLook(board, column.key, lift)}
    >
      <header className={style.columnHead}>
        <h2 className={style.columnTitle}>
          <Dot hue={column.hue} />
          <span className="cut">{column.label}</span>
          <span className={style.columnCount}>{number}</span>
        </h2>
        {onFold && (
          <IconButton
            icon={ChevronsRightLeft}
            small
            label={t('board.fold', { stage: column.label })}
            onClick={onFold}
          />
        )}
        {may(entity, 'create') && !column.end && (
          <IconButton
            icon={Plus}
            small
            label={t('board.add', { stage: column.label })}
            onClick={() => openCreate(entity.name, column.key === null ? {} : { [by]: column.key })}
          />
        )}
        <Totals {...props} />
      </header>
      <ColumnCards {...props} />
    </section>
  )
}

function Totals({ group, sum, column }: BoardColumnProps): ReactNode {
  if (!sum) return null
  const value = group?.sum
  return (
    <p className={style.totals}>
      {value !== undefined && value !== null && (
        <>
          <span className="num" data-tip={typeof value === 'object' ? showMoney(value) : kindOf(sum).text(value, sum)}>
            {money(value)}
          </span>
          {column.probability !== undefined && (
            <span className={cx('num', style.weighted)}>
              {t('board.weighted', { sum: money(part(value, column.probability)) })}
            </span>
          )}
        </>
      )}
    </p>
  )
}

export const ColumnFault = ({ text, onRetry }: { text: string; onRetry: () => void }) => (
  <div className={style.fault}>
    <ErrorBox title={text} onRetry={onRetry} />
  </div>
)
