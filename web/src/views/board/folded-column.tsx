import type { Sum } from '../../api/types'
import { count } from '../../lib/fmt'
import { t } from '../../lib/words'
import { Dot } from '../../ui/bits'
import style from './board.module.css'
import { liftLook, useDropTarget } from './board-column'
import type { BoardColumn } from './columns'
import type { BoardApi } from './use-board'
import type { Lift } from './use-board-keys'

interface FoldedColumnProps {
  board: BoardApi
  column: BoardColumn
  group: Sum | undefined
  lift: Lift | undefined
  onOpen: () => void
}

/** A column one seldom looks at: its name, its count, and still a place to let a card go. */
export function FoldedColumn({ board, column, group, lift, onOpen }: FoldedColumnProps) {
  const box = useDropTarget(board, column.key)
  const number = group ? count(group.count, group.exact) : '0'
  return (
    <section
      ref={box}
      className={style.folded}
      aria-label={t('board.column', { stage: column.label, count: number })}
      data-column={column.key ?? ''}
      {...liftLook(board, column.key, lift)}
    >
      <button
        type="button"
        className={style.foldedOpen}
        aria-expanded={false}
        data-tip={t('board.unfold', { stage: column.label })}
        onClick={onOpen}
      >
        <Dot hue={column.hue} />
        <span className={style.columnCount}>{number}</span>
        <span className={style.foldedName}>{column.label}</span>
      </button>
    </section>
  )
}
