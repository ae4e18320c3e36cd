import { queryOptions } from '@tanstack/react-query'
import { get, post, put, remove } from '../../../api/api'
import type { Language } from '../../../lib/settings'
import { type Plan, studioKey } from './api'
import { type Doc, isDoc, type Json } from './sheet'

export interface Pack {
  name: string
  label?: Partial<Record<Language, string>> | null
  version: string
  doc?: string | null
  /** else it is a part of the program */
  installed: boolean
  /** kinds that it brought, and those of others to which it added */
  entities: string[]
  extends: string[]
}

/** The file of a pack, as it comes. */
export type Bundle = Doc & { pack: string; documents: Doc }

/** Where the company's word stands over one that the new version changes. */
export interface Conflict {
  document: string
  at: string
  was: Json
  now: Json
  yours: Json
  taken: boolean
}

export interface PackPlan extends Plan {
  /** the state that was seen */
  stamp: string
  /** null: it could not be read so far */
  pack: {
    name: string
    label?: Partial<Record<Language, string>> | null
    doc?: string | null
    /** the version that is here; null: none */
    was: string | null
    /** that comes; null: it is removed */
    version: string | null
  } | null
  conflicts: Conflict[]
}

/** A word of the company that did not fit a newer program. */
export interface Aside {
  document: string
  at: string
  word: Json
  code: string
  why: string
  since: string
}

/** What is wished of a pack: to put this one in force, or to remove that one. */
export type PackWish = { pack: Bundle; take?: string[] } | { remove: string }

export const packsQuery = queryOptions({
  queryKey: [...studioKey, 'packs'],
  queryFn: () => get<{ stamp: string; packs: Pack[] }>('studio/packs'),
  staleTime: 0,
})

type Done = { stamp: string; change: string | null }

export const packs = {
  plan: (wish: PackWish, signal?: AbortSignal) => post<PackPlan>('studio/packs/plan', wish, { signal }),
  apply: (wish: PackWish, stamp: string) =>
    'remove' in wish
      ? remove<Done>(`studio/packs/${wish.remove}`, { query: { stamp } })
      : post<Done>('studio/packs', { ...wish, stamp }),
  /** What is left of the words that were set aside. */
  keepAside: (words: readonly Aside[], stamp: string) =>
    put<Done>('studio', { stamp, documents: { 'aside.json': words.length ? { words } : null } }),
}

/** undefined: it is no pack. */
export function readPack(text: string): Bundle | undefined {
  try {
    const read: unknown = JSON.parse(text)
    return isDoc(read) && typeof read.pack === 'string' && isDoc(read.documents) ? (read as Bundle) : undefined
  } catch {
    return undefined
  }
}

/** What is said in words of people where packs are: they come with the part. */
export const problemsOfPacks = ['E082', 'E091', 'E092', 'E093']
