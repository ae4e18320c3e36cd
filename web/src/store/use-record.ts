import { useCallback, useEffect, useState, useSyncExternalStore } from 'react'
import { ApiError, api } from '../api/api'
import type { Fault, Patch, Row } from '../api/types'
import { changeRow, isFull, keyOf, putRow, rowOf, watchRow } from './records'
import { offerStepBack } from './undo'

/** One record out of the store, as a list or card shows it; asks the server for nothing. */
export function useRow(entity: string, id: string): Row | undefined {
  const key = keyOf(entity, id)
  return useSyncExternalStore(
    useCallback((tell) => watchRow(key, tell), [key]),
    () => rowOf(key),
  )
}

export interface RecordHandle {
  row: Row | undefined
  /** why it could not be read */
  error: ApiError | undefined
  faults: Fault[]
  /** Draws the change at once, sends it, offers to undo it. Resolves to true when it is stored. */
  change: (patch: Patch, options?: { refs?: Row['refs']; done?: string }) => Promise<boolean>
  /** what was refused about a field is settled: the person went back to what was there */
  forget: (name: string) => void
  reload: () => void
}

const reading = new Map<string, Promise<Row>>()

/** Reads a record into the store; two who ask at once share one request. */
export function readRow(entity: string, id: string): Promise<Row> {
  const key = keyOf(entity, id)
  const found = reading.get(key)
  if (found) return found
  const asked = api.read(entity, id).then((row) => {
    putRow(row)
    return row
  })
  reading.set(key, asked)
  const clear = () => reading.delete(key)
  asked.then(clear, clear)
  return asked
}

/** Reads ahead what the person is about to open. */
export function prefetchRow(entity: string, id: string): void {
  if (!isFull(keyOf(entity, id))) readRow(entity, id).catch(() => {})
}

/** One record, live: read it, change some of its fields, see the change at once. */
export function useRecord(entity: string, id: string): RecordHandle {
  const key = keyOf(entity, id)
  const row = useRow(entity, id)
  const [error, setError] = useState<ApiError>()
  const [faults, setFaults] = useState<Fault[]>([])
  const [round, setRound] = useState(0)

  useEffect(() => {
    let gone = false
    setError(undefined)
    if (isFull(key) && round === 0) return
    readRow(entity, id).catch((reason: unknown) => {
      if (!gone) setError(reason instanceof ApiError ? reason : new ApiError(0, String(reason)))
    })
    return () => {
      gone = true
    }
  }, [entity, id, key, round])

  const change = useCallback<RecordHandle['change']>(
    async (patch, { refs, done } = {}) => {
      const before = rowOf(key)
      const touched = Object.keys(patch)
      setFaults((old) => old.filter((f) => !touched.includes(f.at)))
      try {
        const stored = await changeRow(entity, id, patch, refs)
        if (before) offerStepBack({ before, stored, fields: touched }, { done })
        return true
      } catch (reason) {
        if (!(reason instanceof ApiError)) throw reason
        setFaults(
          reason.faults.length
            ? reason.faults
            : [{ at: touched[0] ?? '', code: String(reason.status), text: reason.message }],
        )
        return false
      }
    },
    [entity, id, key],
  )

  const forget = useCallback((name: string) => setFaults((old) => old.filter((f) => f.at.split('.')[0] !== name)), [])
  return { row, error, faults, change, forget, reload: () => setRound((n) => n + 1) }
}
