import { useEffect, useState } from 'react'
import { prefetchRow } from '../store/use-record'
import { type Trail, trailOf } from './trail'

/** Previous and next of a record in the list it came from; reads the neighbours ahead. */
export function useTrail(entity: string, id: string): Trail | undefined {
  const [, again] = useState(0)
  const trail = trailOf(entity, id)
  const model = trail?.model
  const near = [trail?.before, trail?.after].join()

  useEffect(() => model?.watch(() => again((n) => n + 1)), [model])
  useEffect(() => {
    if (!model) return
    model.need((trailOf(entity, id)?.at ?? 0) + 1)
    const timer = setTimeout(() => {
      for (const other of near.split(',')) if (other) prefetchRow(entity, other)
    }, 300)
    return () => clearTimeout(timer)
  }, [model, entity, id, near])
  return trail
}
