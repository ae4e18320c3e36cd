import { useRef, useState } from 'react'
import type { Field, Fields, Row, Value } from '../api/types'
import { titleRefs } from './title-refs'

export interface DraftRecord {
  /** as drawn */
  fields: Fields
  refs: Row['refs']
  put: (field: Field, value: Value, title?: string) => void
  /** as it stands now: also what was handed over in this very moment, by the field that just lost the focus */
  now: () => Fields
  set: (fields: Fields, refs?: Row['refs']) => void
  dirty: () => boolean
}

/** A record that does not exist yet. */
export function useDraftRecord(fields: Fields = {}, refs: Row['refs'] = {}): DraftRecord {
  const [state, setState] = useState({ fields, refs })
  const latest = useRef(state)
  const touched = useRef(false)
  const put = (next: typeof state) => {
    latest.current = next
    setState(next)
  }
  return {
    ...state,
    put: (field, value, title) => {
      const { fields: old, refs: oldRefs } = latest.current
      if ((old[field.name] ?? null) === value) return
      touched.current = true
      put({
        fields: { ...old, [field.name]: value },
        refs: { ...oldRefs, ...titleRefs(field, value, title) },
      })
    },
    now: () => latest.current.fields,
    set: (next, nextRefs = {}) => {
      touched.current = false
      put({ fields: next, refs: nextRefs })
    },
    dirty: () => touched.current,
  }
}
