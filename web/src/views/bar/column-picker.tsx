import { GripVertical } from 'lucide-react'
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react'
import type { Entity } from '../../api/types'
import { t } from '../../lib/words'
import { announce } from '../../ui/announce'
import { Button } from '../../ui/button'
import { Checkbox } from '../../ui/checkbox'
import type { Overlay } from '../../ui/opens'
import { Popover } from '../../ui/popover'
import style from './bar.module.css'
import { moved } from './moved'

interface ColumnPickerProps extends Overlay {
  entity: Entity
  names: readonly string[]
  usual: readonly string[]
  onChange: (names: string[]) => void
}

const lineHeight = 30

/** Which columns, in which order: tick, pull, or Alt and an arrow. */
export function ColumnPicker({ anchor, close, entity, names, usual, onChange }: ColumnPickerProps) {
  const { title } = entity.face
  const shown = names.filter((name) => name !== title && entity.fields[name])
  const rest = Object.keys(entity.fields).filter((name) => name !== title && !shown.includes(name))
  const [dragged, setDragged] = useState<string>()
  const latest = useRef(shown)
  latest.current = shown

  // The order of a view may have the title anywhere; here it leads.
  const put = (next: readonly string[]) => onChange([title, ...next])
  const flip = (name: string, on: boolean) => put(on ? [...shown, name] : shown.filter((other) => other !== name))
  const step = (name: string, to: number) => {
    const next = moved(latest.current, name, to)
    if (next === latest.current) return
    put(next)
    const place = next.indexOf(name) + 1
    announce(t('list.column_moved', { field: entity.fields[name]!.label, place, count: next.length }))
  }
  const keys = (event: KeyboardEvent, name: string) => {
    const way = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0
    if (!event.altKey || !way) return
    event.preventDefault()
    step(name, shown.indexOf(name) + way)
  }
  const pull = (event: PointerEvent<HTMLElement>, name: string) => {
    const at = event.currentTarget
    const from = event.clientY
    const start = latest.current.indexOf(name)
    at.setPointerCapture(event.pointerId)
    setDragged(name)
    at.onpointermove = (move) => step(name, start + Math.round((move.clientY - from) / lineHeight))
    at.onlostpointercapture = () => {
      at.onpointermove = null
      setDragged(undefined)
    }
  }
  return (
    <Popover anchor={anchor} close={close} label={t('list.columns')} placement="bottom end" className={style.columns}>
      <ul className={style.columnList} aria-label={t('list.columns')}>
        <li className={style.column}>
          <Checkbox label={entity.fields[title]?.label ?? title} checked disabled onChange={() => {}} />
        </li>
        {[...shown, ...rest].map((name) => {
          const on = shown.includes(name)
          return (
            <li
              key={name}
              className={style.column}
              data-dragged={dragged === name || undefined}
              onKeyDown={(event) => on && keys(event, name)}
            >
              <Checkbox label={entity.fields[name]!.label} checked={on} onChange={(next) => flip(name, next)} />
              {on && (
                <span className={style.handle} aria-hidden onPointerDown={(event) => pull(event, name)}>
                  <GripVertical size={14} />
                </span>
              )}
            </li>
          )
        })}
      </ul>
      <p className={style.note}>{t('list.columns_help')}</p>
      <div className={style.foot}>
        <Button kind="ghost" onClick={() => onChange([...usual])}>
          {t('view.reset')}
        </Button>
      </div>
    </Popover>
  )
}
