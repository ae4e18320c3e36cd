import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { ApiError } from '../../api/api'
import { type Import, type ImportChange, type ImportMap, importsApi } from '../../api/imports'
import type { Fault } from '../../api/types'

export const importKey = (id: string) => ['import', id] as const

export const useImport = (id: string) =>
  useQuery({ queryKey: importKey(id), queryFn: ({ signal }) => importsApi.read(id, signal), staleTime: 0 })

export interface ImportDraft {
  map: ImportMap
  /** drawn at once; sent when the hand rests */
  change: (map: ImportMap) => void
  /** how the file is read, or what it is about: the server reads it again */
  reread: (change: ImportChange) => Promise<void>
  /** what is not sent yet, sent: true when the server took it */
  flush: () => Promise<boolean>
  faults: Fault[]
  busy: boolean
}

const restMs = 400

/** The map of an import while it is being said. */
export function useImportDraft(given: Import): ImportDraft {
  const cache = useQueryClient()
  const [map, setMap] = useState(given.map)
  const [faults, setFaults] = useState<Fault[]>([])
  const [busy, setBusy] = useState(false)
  const unsent = useRef<ImportMap>(undefined)
  const timer = useRef(0)

  const send = useCallback(
    async (change: ImportChange) => {
      try {
        const stored = await importsApi.change(given.id, change)
        cache.setQueryData(importKey(given.id), stored)
        setFaults([])
        return stored
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        setFaults(error.faults.length ? error.faults : [{ at: '', code: String(error.status), text: error.message }])
        return undefined
      }
    },
    [cache, given.id],
  )
  const flush = useCallback(async () => {
    clearTimeout(timer.current)
    const next = unsent.current
    unsent.current = undefined
    return next === undefined || (await send({ map: next })) !== undefined
  }, [send])

  const change = (next: ImportMap) => {
    setMap(next)
    unsent.current = next
    clearTimeout(timer.current)
    timer.current = window.setTimeout(() => void flush(), restMs)
  }
  const reread = async (wish: ImportChange) => {
    await flush()
    setBusy(true)
    const stored = await send(wish)
    if (stored) setMap(stored.map)
    setBusy(false)
  }
  // Leaving sends what is still on its way.
  useEffect(() => () => void flush(), [flush])
  return { map, change, reread, flush, faults, busy }
}
