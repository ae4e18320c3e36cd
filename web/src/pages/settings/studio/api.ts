import { queryOptions } from '@tanstack/react-query'
import { get, post, put } from '../../../api/api'
import type { Language } from '../../../lib/settings'
import type { Aside } from './packs-api'
import type { Change, Doc, Documents } from './sheet'

/** "core", a pack's name, or "site": whose word it is. */
export type From = string

export interface KindLine {
  name: string
  label: [one: string, many: string]
  from: From
  fields: number
  /** at most so many as the server counts */
  records: number
  /** not in the navigation */
  hidden: boolean
  /** the program reads it: its fields cannot be hidden */
  server?: boolean
  icon?: string | null
  exact?: boolean
}

export interface Studio {
  stamp: string
  entities: KindLine[]
  packs: { name: string; label?: Partial<Record<Language, string>> | null; version: string }[]
  /** what the company says itself */
  documents: Documents
  /** what it said, and a newer program could not take */
  aside?: Aside[]
  /** indexes of large kinds that come behind a change: at which of how many; "" before it begins */
  making?: { entity: string; field: string; done: number; total: number } | null
}

export interface Kind {
  stamp: string
  /** as it is in force */
  document: Doc
  /** as the program and the packs say it; null: the company's own kind; absent: nobody can say */
  base?: Doc | null
  /** of the document in which the company speaks of it */
  name: string
  sheet: Doc | null
  from: Record<string, From>
  /** by language, what it and its parts are called */
  words?: Record<string, Record<string, string | string[]>>
}

export interface Problem {
  code: string
  file: string
  at: string
  message: string
}

interface Touched {
  entity: string
  records: number
  exact?: boolean
}

export interface Plan {
  problems: Problem[]
  statements: string[]
  touches: Touched[]
  /** how good their records are is calculated anew */
  anew?: Touched[]
  changes: Change[]
}

/** One change of the structure that was saved. */
export interface Saved {
  id: string
  at_ms: number
  by: { id: string; title: string } | string | null
  note: string | null
  documents: string[]
  undone: boolean
  undoes: string | null
}

export interface Wish {
  stamp: string
  documents: Record<string, Doc | null>
  note?: string
}

export const studioKey = ['studio'] as const
export const studioQuery = queryOptions({
  queryKey: [...studioKey, 'all'],
  queryFn: () => get<Studio>('studio'),
  staleTime: 0,
})
export const kindQuery = (name: string) =>
  queryOptions({ queryKey: [...studioKey, 'kind', name], queryFn: () => get<Kind>(`studio/${name}`), staleTime: 0 })
export const savedQuery = (id: string) =>
  queryOptions({
    queryKey: [...studioKey, 'change', id],
    queryFn: () => get<{ changes: Change[] }>(`studio/changes/${id}`),
  })

export const studio = {
  plan: (wish: Wish, signal?: AbortSignal) => post<Plan>('studio/plan', wish, { signal }),
  save: (wish: Wish) => put<{ stamp: string; change: string }>('studio', wish),
  changes: (after?: string) => get<{ rows: Saved[]; next?: string | null }>('studio/changes', { query: { after } }),
  undo: (id: string) => post<{ stamp: string; change: string }>(`studio/changes/${id}/undo`, {}),
}

/** The server's names of documents are names of files. */
export const fromFiles = (documents: Documents): Documents =>
  Object.fromEntries(Object.entries(documents).map(([name, doc]) => [name.replace(/\.json$/, ''), doc]))
export const toFiles = <D>(documents: Record<string, D>): Record<string, D> =>
  Object.fromEntries(Object.entries(documents).map(([name, doc]) => [`${name}.json`, doc]))

/** Documents by what they speak of. */
export const bySubject = (documents: Record<string, Doc | null>): Record<string, Doc | null> =>
  Object.fromEntries(Object.entries(documents).map(([name, doc]) => [String(doc?.entity ?? doc?.extend ?? name), doc]))
