import { useEffect, useRef, useState } from 'react'
import { post } from '../api/api'
import type { Hit } from '../api/found'
import type { Entity, Field, Fields } from '../api/types'
import { isBlank, kindOf } from '../fields'
import type { DraftRecord } from './use-draft-record'

export interface Likely extends Omit<Hit, 'why'> {
  /** the fields that agree */
  why: string[]
}

/** Types whose editor is one box of text: these are read while one types, the others when they are left. */
const atOnce = new Set<Field['type']>(['text', 'email', 'phone', 'url'])

/** Who is there already and seems to be the same; asked a moment after the last key. */
export function useDuplicates(
  entity: Entity,
  draft: DraftRecord,
): { hits: Likely[]; typed: (field: Field, text: string) => void } {
  const [hits, setHits] = useState<Likely[]>([])
  const [half, setHalf] = useState<Fields>({})
  const asked = useRef('')
  const text = JSON.stringify(
    Object.fromEntries(Object.entries({ ...draft.fields, ...half }).filter(([, value]) => !isBlank(value))),
  )

  useEffect(() => {
    if (text === asked.current) return
    const stop = new AbortController()
    const timer = setTimeout(() => {
      asked.current = text
      post<{ hits: Likely[] }>(`${entity.name}/duplicates`, JSON.parse(text), { signal: stop.signal }).then(
        (found) => setHits(found.hits),
        () => {},
      )
    }, 400)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [entity.name, text])

  const typed = (field: Field, now: string) => {
    if (!atOnce.has(field.type)) return
    const value = kindOf(field).read(now, field)
    if (value !== undefined) setHalf((old) => ({ ...old, [field.name]: value }))
  }
  return { hits, typed }
}
