import { type QueryKey, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { concerns, onHappening } from '../api/stream'

/** Asks again when somebody makes, changes or removes a record of the entity. */
export function useFresh(entity: string, key: QueryKey): void {
  const cache = useQueryClient()
  const text = JSON.stringify(key)
  useEffect(() => {
    let timer = 0
    const stop = onHappening((happening) => {
      if (!concerns(happening, entity)) return
      clearTimeout(timer)
      timer = window.setTimeout(() => void cache.invalidateQueries({ queryKey: JSON.parse(text) }), 500)
    })
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [cache, entity, text])
}
