import { ApiError, api } from '../api/api'
import type { Patch, Row } from '../api/types'
import { same } from '../lib/text'

/**
 * Records as they are stored, and over them what is on its way. A change is drawn at once and never written into what
 * is stored: a refused one needs no undoing, it falls away. Changes of one record go one after the other, each with the
 * version the one before it produced.
 */
interface Entry {
  row: Row
  /** false while only some fields are known, from a list */
  full: boolean
  pending: Patch[]
  /** row with pending over it; made anew when either changes */
  view: Row
}

export interface Conflict {
  entity: string
  id: string
  mine: Patch
  theirs: Row
  /** the fields both sides changed */
  at: string[]
}

/** Answers with the fields of which the person keeps their own value. */
type Decide = (conflict: Conflict) => Promise<string[]>

const entries = new Map<string, Entry>()
const listeners = new Map<string, Set<() => void>>()
const queues = new Map<string, Promise<unknown>>()
const waitingListeners = new Set<() => void>()
let waiting = 0
let decide: Decide = async () => []

export const keyOf = (entity: string, id: string): string => `${entity}/${id}`
export const rowOf = (key: string): Row | undefined => entries.get(key)?.view
export const isFull = (key: string): boolean => entries.get(key)?.full ?? false

/** Who asks the person when both sides changed the same field. */
export const whenConflict = (ask: Decide): void => {
  decide = ask
}

/** How many changes wait for the line to come back. */
export const waitingChanges = (): number => waiting
export function watchWaiting(tell: () => void): () => void {
  waitingListeners.add(tell)
  return () => waitingListeners.delete(tell)
}

function setWaiting(change: number): void {
  waiting += change
  for (const tell of waitingListeners) tell()
}

export function watchRow(key: string, tell: () => void): () => void {
  const set = listeners.get(key) ?? new Set()
  listeners.set(key, set.add(tell))
  return () => {
    set.delete(tell)
    if (set.size === 0) listeners.delete(key)
  }
}

/** Every record that is here, for who must look at all of them. */
export const knownRows = (): Row[] => [...entries.values()].map((entry) => entry.view)
export const isWatched = (key: string): boolean => listeners.has(key)

function update(key: string, entry: Omit<Entry, 'view'>): void {
  const { row, pending } = entry
  const view = pending.length ? { ...row, fields: Object.assign({}, row.fields, ...pending) } : row
  entries.set(key, { ...entry, view })
  for (const tell of listeners.get(key) ?? []) tell()
}

/** Takes in what the server sent; `full` when it carries every field. */
export function putRow(row: Row, full = true): void {
  const key = keyOf(row.entity, row.id)
  const old = entries.get(key)
  if (old && old.row.version > row.version) return
  const keep = old && !full
  const fields = keep ? { ...old.row.fields, ...row.fields } : row.fields
  const refs = keep ? { ...old.row.refs, ...row.refs } : row.refs
  const complete = full || (old?.full === true && old.row.version === row.version)
  const next = { ...row, fields, refs }
  if (old && old.full === complete && same(old.row, next)) return
  update(key, { row: next, full: complete, pending: old?.pending ?? [] })
}

export function dropRow(key: string): void {
  entries.delete(key)
  for (const tell of listeners.get(key) ?? []) tell()
}

/** Sign-out: nothing of the one before stays. */
export function dropAll(): void {
  const keys = [...entries.keys()]
  entries.clear()
  for (const key of keys) for (const tell of listeners.get(key) ?? []) tell()
}

/** Answers to a change of which the person let go: what stands there is somebody else's work. */
const yielded = new WeakSet<Row>()

/** Was the row stored by a change of `before`, and by none of another? */
export const isStored = (row: Row, before: Row): boolean => row.version > before.version && !yielded.has(row)

const pause = (ms: number) => new Promise((go) => setTimeout(go, ms))

async function deliver(entity: string, id: string, change: Patch, before: Row): Promise<Row> {
  let version = entries.get(keyOf(entity, id))?.row.version ?? before.version
  let held = false
  try {
    for (let wait = 1000; ; ) {
      try {
        return await api.change(entity, id, change, version)
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        if (error.passing) {
          if (!held) setWaiting(1)
          held = true
          await pause(wait)
          wait = Math.min(30_000, wait * 2)
        } else if (error.status === 409 && error.row) {
          const theirs = error.row
          const both = (name: string) =>
            !same(theirs.fields[name], before.fields[name]) && !same(theirs.fields[name], change[name])
          const at = Object.keys(change).filter(both)
          const kept = at.length ? await decide({ entity, id, mine: change, theirs, at }) : at
          change = Object.fromEntries(
            Object.entries(change).filter(([name]) => !at.includes(name) || kept.includes(name)),
          )
          if (Object.keys(change).length === 0) {
            yielded.add(theirs)
            return theirs
          }
          version = theirs.version
        } else throw error
      }
    }
  } finally {
    if (held) setWaiting(-1)
  }
}

/**
 * Changes some fields: drawn at once, sent when the changes before it are through. Resolves with the stored row;
 * rejects with an ApiError whose faults name the fields. `refs` carries titles of newly chosen records, for drawing.
 */
export async function changeRow(entity: string, id: string, change: Patch, refs: Row['refs'] = {}): Promise<Row> {
  const key = keyOf(entity, id)
  if (!entries.has(key)) putRow(await api.read(entity, id))
  const entry = entries.get(key)!
  const before = entry.view
  update(key, {
    ...entry,
    row: { ...entry.row, refs: { ...entry.row.refs, ...refs } },
    pending: [...entry.pending, change],
  })

  const turn = (queues.get(key) ?? Promise.resolve()).catch(() => {}).then(() => deliver(entity, id, change, before))
  queues.set(key, turn)
  const settle = (stored?: Row) => {
    if (queues.get(key) === turn) queues.delete(key)
    const now = entries.get(key)
    if (!now) return
    const pending = now.pending.filter((p) => p !== change)
    const newer = stored && stored.version >= now.row.version
    update(key, { row: newer ? stored : now.row, full: newer ? true : now.full, pending })
  }
  try {
    const stored = await turn
    settle(stored)
    return stored
  } catch (error) {
    settle()
    throw error
  }
}
