import { GripVertical } from 'lucide-react'
import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from 'react'
import { t } from '../../../lib/words'
import { announce } from '../../../ui/announce'
import { moved } from '../../../views/bar/moved'
import style from './edit.module.css'

interface SortableProps {
  label: string
  ids: readonly string[]
  nameOf: (id: string) => string
  onMove: (ids: string[]) => void
  /** what stands on a line, behind its handle */
  children: (id: string) => ReactNode
}

/** Lines whose order one says: pulled by their handle, or with the arrows while it has the focus. */
export function Sortable({ label, ids, nameOf, onMove, children }: SortableProps) {
  const [dragged, setDragged] = useState<string>()
  const latest = useRef(ids)
  latest.current = ids

  const step = (id: string, to: number) => {
    const next = moved(latest.current, id, to)
    if (next === latest.current) return
    latest.current = next
    onMove([...next])
    announce(t('studio.moved', { name: nameOf(id), place: next.indexOf(id) + 1, count: next.length }))
  }
  const keys = (event: KeyboardEvent, id: string) => {
    const at = latest.current.indexOf(id)
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: ids.length - 1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    step(id, to)
    // React moves the line in the document, and the focus would stay behind.
    const handle = event.currentTarget as HTMLElement
    requestAnimationFrame(() => handle.focus())
  }
  const pull = (event: PointerEvent<HTMLElement>, id: string) => {
    const at = event.currentTarget
    const from = event.clientY
    const start = latest.current.indexOf(id)
    const height = at.closest('li')?.offsetHeight || 40
    at.setPointerCapture(event.pointerId)
    setDragged(id)
    at.onpointermove = (move) => step(id, start + Math.round((move.clientY - from) / height))
    at.onlostpointercapture = () => {
      at.onpointermove = null
      setDragged(undefined)
    }
  }
  return (
    <ul className={style.sortable} aria-label={label}>
      {ids.map((id) => (
        <li key={id} data-dragged={dragged === id || undefined}>
          <button
            type="button"
            className={style.handle}
            aria-label={t('studio.move', { name: nameOf(id) })}
            data-tip={t('studio.move_tip')}
            onKeyDown={(event) => keys(event, id)}
            onPointerDown={(event) => pull(event, id)}
          >
            <GripVertical size={14} aria-hidden />
          </button>
          {children(id)}
        </li>
      ))}
    </ul>
  )
}
