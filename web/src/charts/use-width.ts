import { type RefObject, useLayoutEffect, useRef, useState } from 'react'

/** How wide the box is now, in px: a chart is drawn for its place and not scaled into it, so that text stays text. */
export function useWidth<T extends HTMLElement>(): [RefObject<T | null>, number] {
  const box = useRef<T>(null)
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    const at = box.current
    if (!at) return
    setWidth(at.clientWidth)
    const watch = new ResizeObserver(() => setWidth(at.clientWidth))
    watch.observe(at)
    return () => watch.disconnect()
  }, [])
  return [box, width]
}
