import { draggable } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { Ellipsis } from 'lucide-react'
import { memo, useEffect, useRef } from 'react'
import { saysPast } from '../../lib/past'
import { cx } from '../../lib/text'
import { t } from '../../lib/words'
import { mayChange } from '../../meta/may'
import { prefetchRow, readRow, useRow } from '../../store/use-record'
import { IconButton } from '../../ui/button'
import { Called } from '../../ui/called'
import { Link } from '../../ui/link'
import { MenuButton } from '../../ui/menu-button'
import style from './card.module.css'
import { CardFace } from './card-face'
import type { BoardColumn, CardParts } from './columns'
import type { BoardApi, Key } from './use-board'

interface BoardCardProps {
  board: BoardApi
  column: BoardColumn
  columns: readonly BoardColumn[]
  parts: CardParts
  id: string
  /** px from the top of its column */
  top: number
  height: number
  /** the one card of the board that Tab leads to */
  stop: boolean
  /** it is in the air */
  lifted: boolean
}

/** One record of a board. */
export const BoardCard = memo(function BoardCard(props: BoardCardProps) {
  const { board, column, columns, parts, id, top, height, stop, lifted } = props
  const { entity, by } = board
  const row = useRow(entity.name, id)
  const card = useRef<HTMLDivElement>(null)
  const value = row && ((row.fields[by] ?? null) as Key)
  const field = entity.fields[by]
  const mayMove = row !== undefined && field !== undefined && mayChange(row, field)

  useEffect(() => {
    if (!row) readRow(entity.name, id).catch(() => {})
  }, [entity.name, id, row])

  useEffect(() => {
    const at = card.current
    if (value === undefined || value === column.key || !at) return
    const go = () => board.settle(id, column.key, value)
    // Not under the pointer, and not under the fingers.
    if (!at.matches(':hover, :focus-within')) return go()
    at.addEventListener('pointerleave', go, { once: true })
    return () => at.removeEventListener('pointerleave', go)
  }, [board, column.key, id, value])

  useEffect(() => {
    const at = card.current
    if (!at || !mayMove) return
    return draggable({ element: at, getInitialData: () => ({ id, from: column.key }) })
  }, [column.key, id, mayMove])

  if (!row) return <li className={style.place} style={{ translate: `0 ${top}px`, blockSize: height }} aria-busy />
  const title = row.title || t('list.untitled')
  const moves = columns.filter((other) => other.key !== column.key)
  return (
    <li className={style.place} style={{ translate: `0 ${top}px`, blockSize: height }}>
      <div
        ref={card}
        className={style.card}
        role="group"
        aria-label={[title, saysPast(row)].filter(Boolean).join(', ')}
        aria-describedby="board-help"
        data-card={id}
        data-lifted={lifted || undefined}
        tabIndex={stop ? 0 : -1}
      >
        <div className={style.top}>
          <Link
            className={cx('name', style.title)}
            to={`/${entity.name}/${id}`}
            tabIndex={stop ? 0 : -1}
            draggable={false}
            onAhead={() => prefetchRow(entity.name, id)}
            dir="auto"
          >
            <Called of={row}>{title}</Called>
          </Link>
          {mayMove && (
            <MenuButton
              label={t('board.move')}
              groups={[
                {
                  label: t('board.move'),
                  items: moves.map(({ key, label }) => ({
                    id: key ?? '',
                    label,
                    disabled: !board.may(column.key, key),
                  })),
                },
              ]}
              onAction={(to) => void board.move(id, column.key, to || null)}
            >
              {(trigger) => (
                <IconButton
                  {...trigger}
                  className={style.more}
                  icon={Ellipsis}
                  label={t('board.move_named', { title })}
                  small
                  tabIndex={stop ? 0 : -1}
                />
              )}
            </MenuButton>
          )}
        </div>
        <CardFace row={row} parts={parts} column={column} />
      </div>
    </li>
  )
})
