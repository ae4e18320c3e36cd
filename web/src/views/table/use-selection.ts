import { useCallback, useMemo, useRef, useState } from 'react'

export interface Selection {
  ids: ReadonlySet<string>
  /** not only those loaded: all that the list asks for */
  all: boolean
  has: (id: string) => boolean
  toggle: (id: string) => void
  /** from where the last choice was made up to here */
  reach: (id: string) => void
  /** exactly the rows between two places of the list */
  between: (from: number, to: number) => void
  loaded: () => void
  everything: () => void
  clear: () => void
}

const none: ReadonlySet<string> = new Set()

/** Which rows are chosen. The list is read when something is chosen, not when it grows. */
export function useSelection(list: () => readonly string[]): Selection {
  const [ids, setIds] = useState(none)
  const [all, setAll] = useState(false)
  const last = useRef<string>(undefined)
  const ask = useRef(list)
  ask.current = list

  const set = useCallback((next: ReadonlySet<string>, whole = false) => {
    setIds(next)
    setAll(whole)
  }, [])
  const acts = useMemo(() => {
    const between = (from: number, to: number) =>
      set(new Set(ask.current().slice(Math.max(0, Math.min(from, to)), Math.max(from, to) + 1)))
    const toggle = (id: string) => {
      last.current = id
      setAll(false)
      setIds((old) => {
        const next = new Set(old)
        if (!next.delete(id)) next.add(id)
        return next
      })
    }
    return {
      between,
      toggle,
      reach: (id: string) => {
        const rows = ask.current()
        const from = last.current === undefined ? -1 : rows.indexOf(last.current)
        if (from < 0) return toggle(id)
        const to = rows.indexOf(id)
        setAll(false)
        setIds((old) => new Set([...old, ...rows.slice(Math.min(from, to), Math.max(from, to) + 1)]))
      },
      loaded: () => set(new Set(ask.current())),
      everything: () => set(new Set(ask.current()), true),
      clear: () => set(none),
    }
  }, [set])
  return { ...acts, ids, all, has: (id) => all || ids.has(id) }
}
