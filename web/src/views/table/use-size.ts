import { type RefObject, useEffect, useState } from 'react'

/** The height of an element that stands for others of its kind: a row as high as density and language make it. */
export function useHeight(probe: RefObject<HTMLElement | null>, guess: number): number {
  const [height, setHeight] = useState(guess)
  useEffect(() => {
    const at = probe.current
    if (!at) return
    const watch = new ResizeObserver(([entry]) => {
      const next = entry!.borderBoxSize[0]!.blockSize
      if (next > 0) setHeight(next)
    })
    watch.observe(at)
    return () => watch.disconnect()
  }, [probe])
  return height
}

/** As useHeight, for what fits the screen: does it match the question of a style sheet? */
export function useMedia(query: string): boolean {
  const [on, setOn] = useState(() => matchMedia(query).matches)
  useEffect(() => {
    const asked = matchMedia(query)
    const tell = () => setOn(asked.matches)
    tell()
    asked.addEventListener('change', tell)
    return () => asked.removeEventListener('change', tell)
  }, [query])
  return on
}

export const phone = '(max-width: 719px)'
