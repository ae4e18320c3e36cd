import { useEffect, useRef } from 'react'
import { t } from '../../lib/words'
import { useList } from '../../store/use-list'
import { useRow } from '../../store/use-record'
import { useGridWindow } from '../table/use-grid-window'
import { useHeight } from '../table/use-size'
import style from './board.module.css'
import { BoardCard } from './board-card'
import { type BoardColumnProps, ColumnFault } from './board-column'

const noColumns: number[] = [0]
const gap = 7

/** The cards of a column: only those in view are in the page. */
export function ColumnCards(props: BoardColumnProps) {
  const { board, column, columns, parts, active, stop, lift, fresh, onFresh } = props
  const { ids, done, loading, error, model } = useList(board.entity.name, board.askOf(column.key))
  const box = useRef<HTMLDivElement>(null)
  const probe = useRef<HTMLSpanElement>(null)
  const height = useHeight(probe, 90)
  const step = height + gap
  const view = useGridWindow(box, { rows: ids.length, row: step, offsets: noColumns })

  useEffect(() => {
    if (view.rows.to > 0) model.need(view.rows.to)
  }, [model, view.rows.to])
  // Nobody is reading here: what is new comes by itself.
  const show = useRef(onFresh)
  show.current = onFresh
  useEffect(() => {
    const at = box.current
    if (fresh > 0 && at && at.scrollTop === 0 && !at.matches(':hover, :focus-within')) show.current()
  }, [fresh])

  const here = active?.key === column.key ? ids.indexOf(active.id) : -1
  const tab = stop ? Math.max(0, here) : -1
  const drawn = new Set<number>()
  for (let i = view.rows.from; i < view.rows.to; i++) drawn.add(i)
  if (tab >= 0 && tab < ids.length) drawn.add(tab)
  const carried = lift && lift.over === column.key && lift.key !== column.key ? lift.id : undefined

  return (
    <>
      {fresh > 0 && (
        <button type="button" className={style.fresh} onClick={onFresh}>
          {t('list.fresh', { count: fresh })}
        </button>
      )}
      {error && ids.length === 0 && (
        <ColumnFault text={error.faults[0]?.text ?? error.message} onRetry={() => model.reload()} />
      )}
      <div ref={box} className={style.cards} aria-busy={loading || undefined}>
        <span ref={probe} className={style.probe} aria-hidden />
        {carried && <Carried board={board.entity.name} id={carried} height={height} />}
        {loading && !error && <Coming height={height} />}
        {done && ids.length === 0 && !carried && <p className={style.nothing}>{t('board.nothing')}</p>}
        <ul className={style.list} style={{ blockSize: ids.length * step }} aria-label={column.label}>
          {[...drawn]
            .sort((a, b) => a - b)
            .map((index) => (
              <BoardCard
                key={ids[index]}
                {...{ board, column, columns, parts, height }}
                id={ids[index]!}
                top={index * step}
                stop={index === tab}
                lifted={lift?.id === ids[index]}
              />
            ))}
        </ul>
      </div>
    </>
  )
}

/** Where a card in the air would come to lie. */
function Carried({ board, id, height }: { board: string; id: string; height: number }) {
  const row = useRow(board, id)
  return (
    <div className={style.carried} style={{ blockSize: height }} aria-hidden>
      <span className="cut" dir="auto">
        {row?.title}
      </span>
    </div>
  )
}

const Coming = ({ height }: { height: number }) => (
  <div className={style.coming} aria-hidden>
    {[0, 1, 2, 3].map((i) => (
      <span key={i} style={{ blockSize: height }} />
    ))}
  </div>
)
