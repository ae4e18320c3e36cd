import { type KeyboardEvent, type RefObject, useLayoutEffect, useRef, useState } from 'react'
import { eyes } from '../../api/eyes'
import { lettersAct } from '../../lib/keys'
import { navigate } from '../../lib/router'
import { isRtl } from '../../lib/settings'
import { t } from '../../lib/words'
import { openPeek } from '../../record/peek'
import { keyOf, rowOf } from '../../store/records'
import { announce } from '../../ui/announce'
import type { BoardColumn } from './columns'
import type { BoardApi, Key } from './use-board'

export interface Spot {
  key: Key
  id: string
}

/** A card in the air: where it came from and over which column it is. */
export interface Lift extends Spot {
  over: Key
}

interface BoardKeys {
  box: RefObject<HTMLElement | null>
  board: BoardApi
  /** those that are not folded */
  columns: readonly BoardColumn[]
  all: readonly BoardColumn[]
}

/** Arrows walk from card to card; Space lifts one, arrows carry it, Space sets it down, Escape puts it back. */
export function useBoardKeys({ box, board, columns, all }: BoardKeys) {
  const [active, setActive] = useState<Spot>()
  const [lift, setLift] = useState<Lift>()
  const wanted = useRef(false)

  // The card is there only after the columns have been drawn.
  useLayoutEffect(() => {
    if (!wanted.current || !active) return
    const card = box.current?.querySelector<HTMLElement>(`[data-card="${active.id}"]`)
    if (!card) return
    wanted.current = false
    card.focus({ preventScroll: true })
    card.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  })
  const go = (spot: Spot | undefined) => {
    if (!spot) return
    wanted.current = true
    setActive(spot)
  }
  const labelOf = (key: Key) => all.find((column) => column.key === key)?.label ?? ''
  const idsOf = (key: Key) => board.modelOf(key).state.ids

  const beside = (spot: Spot, step: 1 | -1): Spot | undefined => {
    const row = idsOf(spot.key).indexOf(spot.id)
    const from = columns.findIndex((column) => column.key === spot.key)
    for (let at = from + step; at >= 0 && at < columns.length; at += step) {
      const { key } = columns[at]!
      const ids = idsOf(key)
      if (ids.length) return { key, id: ids[Math.min(row, ids.length - 1)]! }
    }
    return undefined
  }
  const along = (spot: Spot, event: KeyboardEvent): Spot | undefined => {
    const ids = idsOf(spot.key)
    const row = ids.indexOf(spot.id)
    const to = {
      ArrowDown: row + 1,
      ArrowUp: row - 1,
      Home: 0,
      End: ids.length - 1,
      PageDown: row + 5,
      PageUp: row - 5,
    }[event.key]
    if (to === undefined) return undefined
    return { key: spot.key, id: ids[Math.max(0, Math.min(ids.length - 1, to))]! }
  }
  /** +1 and -1 along the line of reading. */
  const sideways = (key: string) => {
    const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0
    return (isRtl() ? -step : step) as 1 | -1 | 0
  }

  const begin = (spot: Spot) => {
    const title = rowOf(keyOf(board.entity.name, spot.id))?.title ?? ''
    const stage = labelOf(spot.key)
    if (eyes() || !all.some((column) => board.may(spot.key, column.key))) return announce(t('board.nowhere', { stage }))
    setLift({ ...spot, over: spot.key })
    announce(`${t('board.lifted', { title, stage })} ${t('board.help')}`)
  }
  const carried = (event: KeyboardEvent, held: Lift) => {
    const step = sideways(event.key)
    if (step) {
      const stops = all.filter((column) => column.key === held.key || board.may(held.key, column.key))
      const at = stops.findIndex((column) => column.key === held.over) + step
      const next = stops[Math.max(0, Math.min(stops.length - 1, at))]!
      setLift({ ...held, over: next.key })
      announce(t('board.over', { stage: next.label }))
    } else if (event.key === 'Escape' || ((event.key === ' ' || event.key === 'Enter') && held.over === held.key)) {
      setLift(undefined)
      const title = rowOf(keyOf(board.entity.name, held.id))?.title ?? ''
      announce(t('board.put_back', { title, stage: labelOf(held.key) }))
    } else if (event.key === ' ' || event.key === 'Enter') {
      setLift(undefined)
      go({ key: held.over, id: held.id })
      void board.move(held.id, held.key, held.over).then((moved) => {
        go({ key: moved ? held.over : held.key, id: held.id })
      })
    }
    return event.key !== 'Tab'
  }

  const onKeyDown = (event: KeyboardEvent) => {
    const card = event.target instanceof HTMLElement ? event.target : null
    // Keys of what is on a card are its own.
    if (!card?.dataset.card || !active || event.nativeEvent.isComposing) return
    let done = true
    if (lift) done = carried(event, lift)
    else if (event.ctrlKey || event.metaKey || event.altKey) done = false
    else if (event.key === ' ') begin(active)
    else if (event.key === 'Enter') navigate(`/${board.entity.name}/${active.id}`)
    else if (event.code === 'KeyP' && lettersAct() && !event.shiftKey) openPeek(board.entity.name, active.id)
    else {
      const step = sideways(event.key)
      const spot = step ? beside(active, step) : along(active, event)
      if (!spot && !step) done = false
      go(spot)
    }
    if (!done) return
    event.preventDefault()
    event.stopPropagation()
  }
  const onFocus = (event: { target: EventTarget }) => {
    const card = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-card]') : null
    const column = card?.closest<HTMLElement>('[data-column]')?.dataset.column
    if (!card || column === undefined) return
    const key = column === '' ? null : column
    if (active?.id !== card.dataset.card || active?.key !== key) setActive({ key, id: card.dataset.card! })
  }
  return { active, lift, onKeyDown, onFocus, drop: () => setLift(undefined) }
}
