import { Check } from 'lucide-react'
import { memo, type ReactNode, useEffect, useMemo, useRef } from 'react'
import type { Entity, Field, Row } from '../../api/types'
import { isBlank } from '../../fields'
import { FieldValue } from '../../fields/field-value'
import { cx } from '../../lib/text'
import { t } from '../../lib/words'
import { fieldsOf, isPerson } from '../../meta/use-meta'
import type { ListModel, ListState } from '../../store/list-model'
import { prefetchRow, readRow, useRow } from '../../store/use-record'
import { Avatar } from '../../ui/bits'
import { Called } from '../../ui/called'
import { Link } from '../../ui/link'
import style from './cards.module.css'
import { useGridWindow } from './use-grid-window'
import type { Selection } from './use-selection'
import { useHeight } from './use-size'

interface CardsProps {
  entity: Entity
  list: ListState & { model: ListModel }
  selection: Selection
}

const coming = 4
const noColumns: number[] = [0]

/** The table of a phone: two lines a record. */
export function Cards({ entity, list, selection }: CardsProps) {
  const box = useRef<HTMLDivElement>(null)
  const probe = useRef<HTMLSpanElement>(null)
  const height = useHeight(probe, 64)
  const { ids, done, loading, model } = list
  const rows = loading ? 12 : ids.length + (done ? 0 : coming)
  const view = useGridWindow(box, { rows, row: height, offsets: noColumns })

  useEffect(() => {
    if (view.rows.to > 0) model.need(view.rows.to)
  }, [model, view.rows.to])
  useEffect(() => {
    if (model && box.current) box.current.scrollTop = 0
  }, [model])

  const toggle = useRef(selection.toggle)
  toggle.current = selection.toggle
  const onSelect = useMemo(() => (id: string) => toggle.current(id), [])
  const drawn = Array.from({ length: Math.max(0, view.rows.to - view.rows.from) }, (_, i) => view.rows.from + i)
  return (
    <div ref={box} className={style.scroller} aria-busy={loading || undefined}>
      <span ref={probe} className={style.probe} aria-hidden />
      <ul className={style.list} style={{ blockSize: rows * height }} aria-label={entity.label[1]}>
        {drawn.map((index) => (
          <Card
            key={ids[index] ?? `coming ${index}`}
            entity={entity}
            id={ids[index]}
            top={index * height}
            height={height}
            selected={ids[index] !== undefined && selection.has(ids[index])}
            onSelect={onSelect}
          />
        ))}
      </ul>
    </div>
  )
}

interface CardProps {
  entity: Entity
  id: string | undefined
  top: number
  height: number
  selected: boolean
  onSelect: (id: string) => void
}

const Card = memo(function Card({ entity, id, top, height, selected, onSelect }: CardProps) {
  const row = useRow(entity.name, id ?? '')
  useEffect(() => {
    if (id && !row) readRow(entity.name, id).catch(() => {})
  }, [entity.name, id, row])
  return (
    <li
      className={style.card}
      style={{ translate: `0 ${top}px`, blockSize: height }}
      data-selected={selected || undefined}
      aria-busy={row ? undefined : true}
    >
      {row ? <Face {...{ entity, row, selected, onSelect }} /> : <span className={style.coming} />}
    </li>
  )
})

function Face({ entity, row, selected, onSelect }: Pick<CardProps, 'entity' | 'selected' | 'onSelect'> & { row: Row }) {
  const { under, badge, facts = [] } = entity.face
  const title = row.title || t('list.untitled')
  const has = (field: Field) => !isBlank(row.fields[field.name])
  const [below] = fieldsOf(entity, under ? [under] : []).filter(has)
  const [state, fact] = fieldsOf(entity, [badge ?? '', ...facts]).filter(has)
  const part = (field: Field | undefined, name: string | undefined): ReactNode => (
    <span className={cx('cut', name)}>{field && <FieldValue field={field} row={row} dense />}</span>
  )
  return (
    <>
      <button
        type="button"
        className={style.mark}
        aria-pressed={selected}
        aria-label={t('list.select_named', { title })}
        onClick={() => onSelect(row.id)}
      >
        {selected ? (
          <span className={style.ticked}>
            <Check size={16} aria-hidden />
          </span>
        ) : (
          <Avatar name={title} size="normal" person={isPerson(entity.name)} />
        )}
      </button>
      <Link to={`/${entity.name}/${row.id}`} className={style.text} onAhead={() => prefetchRow(entity.name, row.id)}>
        <Called of={row} className={cx('name', style.title)}>
          {title}
        </Called>
        {part(state, style.end)}
        {part(below, style.under)}
        {part(fact, style.end)}
      </Link>
    </>
  )
}
