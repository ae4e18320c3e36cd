import { useEffect, useRef } from 'react'
import type { Entity, Value } from '../api/types'
import { takenOver, throughs } from './taken-over'
import type { DraftRecord } from './use-draft-record'

/** A new record takes over what its references bring, from the moment they are set. */
export function useTakenOver(entity: Entity, draft: DraftRecord): void {
  const seen = useRef<Record<string, Value | undefined>>({})
  useEffect(() => {
    for (const through of throughs(entity)) {
      const id = draft.fields[through.name]
      const before = seen.current[through.name]
      if (id === before) continue
      seen.current[through.name] = id
      if (typeof id !== 'string') continue
      void takenOver(entity, through, id, before, draft.now).then((all) => {
        if (seen.current[through.name] !== id) return
        for (const { field, value, title } of all) draft.put(field, value, title)
      })
    }
  })
}
