import { useEffect, useRef, useState } from 'react'
import type { Value } from '../api/types'
import { same } from '../lib/text'

/** True for a moment when the value changed and it was not we who changed it: `busy` while we do. */
export function useFlash(value: Value | undefined, busy: boolean): boolean {
  const before = useRef(value)
  const [on, setOn] = useState(false)
  useEffect(() => {
    const old = before.current
    before.current = value
    // The first full reading fills in what a list did not carry: that is no news.
    if (old === undefined || same(old, value) || busy) return
    setOn(true)
    const timer = setTimeout(setOn, 1600, false)
    return () => clearTimeout(timer)
  }, [value, busy])
  return on
}
