import { type KeyboardEvent, type RefObject, useLayoutEffect, useRef, useState } from 'react'
import type { Entity } from '../../api/types'
import { lettersAct } from '../../lib/keys'
import { navigate } from '../../lib/router'
import { isRtl } from '../../lib/settings'
import { mayChange } from '../../meta/may'
import { keyOf, rowOf } from '../../store/records'
import { move, type Place } from './moves'
import type { CellEdit } from './use-cell-edit'
import type { Column } from './use-columns'
import type { Selection } from './use-selection'

interface GridKeys {
  box: RefObject<HTMLElement | null>
  entity: Entity
  columns: readonly Column[]
  ids: readonly string[]
  page: number
  selection: Selection
  edit: CellEdit
  /** scrolls so that a cell is in view, at once */
  show: (place: Place) => void
  onSort: (name: string) => void
  onResize: (name: string, width?: number) => void
  onPeek: (id: string) => void
}

const stepOfWidth = 16

/** Where the focus is in a grid, and what keys do there. */
export function useGridKeys(grid: GridKeys) {
  const { box, entity, columns, ids, page, selection, edit, show, onSort, onResize, onPeek } = grid
  const [active, setActive] = useState<Place>({ row: 0, col: 0 })
  const anchor = useRef<number>(undefined)
  const wanted = useRef(false)
  const inside: Place = {
    row: Math.min(active.row, Math.max(0, ids.length - 1)),
    col: Math.min(active.col, columns.length - 1),
  }

  const focusCell = ({ row, col }: Place) =>
    box.current?.querySelector<HTMLElement>(`[data-cell="${row}:${col}"]`)?.focus({ preventScroll: true })

  const open = edit.editing !== undefined
  const wasOpen = useRef(open)
  // The cell is there only after the rows around it have been drawn. An editor that closed leaves the focus nowhere.
  useLayoutEffect(() => {
    const lost = wasOpen.current && !open && document.activeElement === document.body
    wasOpen.current = open
    if (!wanted.current && !lost) return
    wanted.current = false
    focusCell(inside)
  })

  const go = (place: Place) => {
    wanted.current = true
    show(place)
    setActive(place)
  }

  const inHead = (event: KeyboardEvent, column: Column) => {
    const field = column.field.name
    const wider = isRtl() ? 'ArrowLeft' : 'ArrowRight'
    if (event.altKey && /^Arrow(Left|Right)$/.test(event.key)) {
      onResize(field, column.width + (event.key === wider ? stepOfWidth : -stepOfWidth))
      return true
    }
    if (event.key !== 'Enter' && event.key !== ' ') return false
    if (column.field.sortable) onSort(field)
    return true
  }

  const inRow = (event: KeyboardEvent, id: string, column: Column) => {
    const { code, key } = event
    const far = event.ctrlKey || event.metaKey
    const row = rowOf(keyOf(entity.name, id))
    const begin = () => {
      if (!row || !mayChange(row, column.field)) return
      if (column.field.type === 'bool') edit.commit(id, column.field, row.fields[column.field.name] !== true)
      else edit.begin(id, column.field.name)
    }
    if (code === 'KeyA' && far) selection.loaded()
    else if (far || event.altKey) return false
    else if (key === ' ') selection.toggle(id)
    else if (key === 'F2') begin()
    else if (key === 'Enter' && column.title) navigate(`/${entity.name}/${id}`)
    else if (key === 'Enter') begin()
    else if (key === 'Escape' && selection.ids.size) selection.clear()
    else if (code === 'KeyP' && lettersAct() && !event.shiftKey) onPeek(id)
    else return false
    return true
  }

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || edit.editing) return
    const column = columns[inside.col]
    const id = ids[inside.row]
    if (!column) return
    const done = inside.row < 0 ? inHead(event, column) : id !== undefined && inRow(event, id, column)
    if (done) {
      event.preventDefault()
      event.stopPropagation()
      return
    }
    if (event.altKey) return
    const to = move(event, inside, { rows: ids.length, cols: columns.length, page }, isRtl())
    if (!to) return
    event.preventDefault()
    event.stopPropagation()
    if (event.shiftKey && /^(Arrow(Up|Down)|Page|Home|End)/.test(event.key)) {
      anchor.current ??= inside.row
      selection.between(anchor.current, Math.max(0, to.row))
    } else anchor.current = undefined
    go(to)
  }

  /** A press or the focus of a screen reader puts us there, too. */
  const onFocus = (event: { target: EventTarget }) => {
    const cell = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-cell]') : null
    const [row, col] = (cell?.dataset.cell ?? '').split(':').map(Number)
    if (row === undefined || col === undefined || Number.isNaN(row)) return
    if (row !== active.row || col !== active.col) setActive({ row, col })
  }
  return { active: inside, go, onKeyDown, onFocus }
}
