import { CircleCheck, CircleX } from 'lucide-react'
import { t } from '../../lib/words'
import style from './board.module.css'
import { liftLook, useDropTarget } from './board-column'
import type { BoardColumn } from './columns'
import type { BoardApi } from './use-board'
import type { Lift } from './use-board-keys'

interface EndZonesProps {
  board: BoardApi
  columns: readonly BoardColumn[]
  lift: Lift
}

/** While a card is being pulled: the ends of the pipeline, near at hand. */
export function EndZones({ board, columns, lift }: EndZonesProps) {
  const ends = columns.filter((column) => column.end && board.may(lift.key, column.key))
  if (ends.length === 0) return null
  return (
    <div className={style.zones}>
      {ends.map((column) => (
        <Zone key={column.key} {...{ board, column, lift }} />
      ))}
    </div>
  )
}

function Zone({ board, column, lift }: { board: BoardApi; column: BoardColumn; lift: Lift }) {
  const box = useDropTarget(board, column.key)
  const Icon = column.end === 'won' ? CircleCheck : CircleX
  return (
    <div
      ref={box as React.RefObject<HTMLDivElement | null>}
      className={style.zone}
      data-end={column.end}
      {...liftLook(board, column.key, lift)}
    >
      <Icon size={18} aria-hidden />
      {t('board.drop', { stage: column.label })}
    </div>
  )
}
