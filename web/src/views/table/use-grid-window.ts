import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { columnsIn, rowsIn, type Span, sameSpan } from './window'

interface Window {
  rows: Span
  cols: Span
  /** rows of one screen */
  page: number
  /** scrolled away from the start: what is pinned shows its edge */
  shifted: boolean
}

interface About {
  rows: number
  row: number
  offsets: readonly number[]
}

const first: Window = { rows: { from: 0, to: 0 }, cols: { from: 1, to: 1 }, page: 1, shifted: false }

/** Rows and columns of a scrolling box that are in view. Draws anew only when one comes in or goes out. */
export function useGridWindow(box: RefObject<HTMLElement | null>, { rows, row, offsets }: About) {
  const [window, setWindow] = useState(first)
  const about = useRef({ rows, row, offsets })
  about.current = { rows, row, offsets }
  const size = useRef({ width: 0, height: 0 })

  const look = useCallback(() => {
    const at = box.current
    if (!at) return
    const { rows, row, offsets } = about.current
    const { width, height } = size.current
    // From right to left the distance counts down from zero.
    const start = Math.abs(at.scrollLeft)
    const next: Window = {
      rows: rowsIn(at.scrollTop, height, row, rows),
      cols: columnsIn(offsets, start, width),
      page: Math.max(1, Math.floor(height / row) - 2),
      shifted: start > 0,
    }
    setWindow((old) => {
      const same = sameSpan(old.rows, next.rows) && sameSpan(old.cols, next.cols)
      return same && old.page === next.page && old.shifted === next.shifted ? old : next
    })
  }, [box])

  useEffect(() => {
    const at = box.current
    if (!at) return
    const watch = new ResizeObserver(([entry]) => {
      size.current = { width: entry!.contentRect.width, height: entry!.contentRect.height }
      look()
    })
    watch.observe(at)
    at.addEventListener('scroll', look, { passive: true })
    return () => {
      watch.disconnect()
      at.removeEventListener('scroll', look)
    }
  }, [box, look])
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is in view also depends on these
  useLayoutEffect(look, [rows, row, offsets, look])
  return { ...window, look }
}
