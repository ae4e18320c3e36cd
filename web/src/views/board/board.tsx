import { useEffect, useMemo, useRef } from 'react'
import type { Entity, Money, Sum } from '../../api/types'
import { count, number } from '../../lib/fmt'
import { showMoney } from '../../lib/money'
import { t } from '../../lib/words'
import type { ListAsk } from '../../store/list-model'
import type { View } from '../bar/use-view'
import style from './board.module.css'
import { BoardColumn } from './board-column'
import { cardParts } from './columns'
import { EndZones } from './end-zones'
import { FoldedColumn } from './folded-column'
import { useBoard } from './use-board'
import { useBoardKeys } from './use-board-keys'
import { useFolded } from './use-folded'
import { usePull } from './use-pull'

interface BoardProps {
  entity: Entity
  view: View
  ask: ListAsk
  /** how many are open and what they come to, for the head of the page */
  onSummary: (text: string) => void
}

function summaryOf(open: readonly Sum[]): string {
  const many = open.reduce((all, group) => all + group.count, 0)
  const sums = open.map((group) => group.sum).filter((sum): sum is Money => typeof sum === 'object' && sum !== null)
  const said = t('board.open', {
    count: count(
      many,
      open.every((group) => group.exact),
    ),
  })
  const [first] = sums
  if (!first) return said
  const minor = sums.reduce((all, sum) => all + sum.minor, 0)
  return `${said} · ${showMoney({ ...first, minor }, { compact: true })}`
}

/** Records side by side by one of their choices: where each stands, and how to move it on. */
export function Board({ entity, view, ask, onSummary }: BoardProps) {
  const { by } = view.state
  const box = useRef<HTMLDivElement>(null)
  const { board, columns, sums, sum, fresh, showFresh } = useBoard(entity, by, ask)
  const { isFolded, flip } = useFolded(entity.name, by, columns)
  const open = columns.filter((column) => !isFolded(column))
  const keys = useBoardKeys({ box, board, columns: open, all: columns })
  const pulled = usePull(board)
  const lift = keys.lift ?? pulled
  const parts = useMemo(() => cardParts(entity, by), [entity, by])
  const groupOf = (key: string | null) => sums.find((group) => group.key === key)

  const ends = new Set(columns.filter((column) => column.end).map((column) => column.key))
  const all = number(sums.reduce((many, group) => many + group.count, 0))
  const summary = ends.size ? summaryOf(sums.filter((group) => !ends.has(group.key))) : all
  useEffect(() => onSummary(summary), [summary, onSummary])

  const first = open.find((column) => (groupOf(column.key)?.count ?? 0) > 0)?.key
  const stop = keys.active && open.some((column) => column.key === keys.active?.key) ? keys.active.key : first
  return (
    <div className={style.frame}>
      <p id="board-help" className="sr">
        {t('board.help')}
      </p>
      <div
        ref={box}
        className={style.board}
        data-air={lift ? true : undefined}
        onKeyDown={keys.onKeyDown}
        onFocus={keys.onFocus}
      >
        {columns.map((column) =>
          isFolded(column) ? (
            <FoldedColumn
              key={column.key}
              {...{ board, column, lift }}
              group={groupOf(column.key)}
              onOpen={() => flip(column)}
            />
          ) : (
            <BoardColumn
              key={column.key}
              {...{ board, column, columns, sum, parts, lift }}
              group={groupOf(column.key)}
              active={keys.active}
              stop={column.key === stop}
              fresh={fresh[String(column.key)] ?? 0}
              onFresh={() => showFresh(column.key)}
              onFold={column.end ? () => flip(column) : undefined}
            />
          ),
        )}
      </div>
      {pulled && <EndZones board={board} columns={columns} lift={pulled} />}
    </div>
  )
}
