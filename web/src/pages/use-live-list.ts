import { useEffect } from 'react'
import { concerns, onHappening } from '../api/stream'
import type { ListModel } from '../store/list-model'

/** A short list that nobody is in the middle of reading from: it looks again when others make or remove records. */
export function useLiveList(model: ListModel): void {
  useEffect(() => {
    let timer = 0
    const stop = onHappening((h) => {
      if (!concerns(h, model.entity) || (h.event === 'record' && h.what === 'changed')) return
      clearTimeout(timer)
      timer = window.setTimeout(() => model.reload(), 300)
    })
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [model])
}
