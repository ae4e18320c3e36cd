import { useEffect, useRef, useState } from 'react'
import type { Side } from './draft'
import type { LinesHandle } from './use-lines'

/** A row that is moved by its grip; the keyboard has the menu of the line. */
export function useRowDrag(key: string, handle: LinesHandle, may: boolean) {
  const row = useRef<HTMLTableRowElement>(null)
  const grip = useRef<HTMLSpanElement>(null)
  const [over, setOver] = useState<Side>()
  const latest = useRef(handle)
  latest.current = handle
  useEffect(() => {
    if (!may) return
    let gone = false
    let end = () => {}
    void import('./row-drag').then(({ dragRow }) => {
      if (gone || !row.current || !grip.current) return
      const onDrop = (other: string, side: Side) => latest.current.place(other, key, side)
      end = dragRow({ row: row.current, grip: grip.current, key, onOver: setOver, onDrop })
    })
    return () => {
      gone = true
      end()
    }
  }, [key, may])
  return { row, grip, over }
}
