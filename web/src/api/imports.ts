import { get, patch, post, url } from './api'
import type { Fault, Fields, Job, Row } from './types'

/** What a column of the file means. */
export interface ColumnMap {
  /** field; null: the column is left out */
  to: string | null
  /** of a name or an address: which part the column is */
  part?: string
  /** of a reference: the field it is found by */
  find?: string
  missing?: 'create' | 'skip' | 'refuse'
  date?: DateOrder
  decimal?: '.' | ','
  currency?: string
  /** numbers are multiplied by this */
  scale?: number | string
  /** what stands in the file: what is meant */
  words?: Record<string, string>
  confidence?: number
}

export type DateOrder = 'iso' | 'd/m/y' | 'm/d/y' | 'y/m/d' | 'jalali'
export type OnDuplicate = 'skip' | 'update' | 'create'
/** of a row that only resembles a record, or a row before it */
export type OnAlike = 'create' | 'skip' | 'update' | 'review'

export interface ImportMap {
  columns: Record<string, ColumnMap>
  /** fields that no column fills: a value, a text with {columns} in it, or {const, when} */
  set?: Record<string, unknown>
  on_duplicate?: OnDuplicate
  duplicate_by?: string[]
  on_alike?: OnAlike
}

export interface Import {
  id: string
  name: string
  entity: string
  state: 'mapping' | 'running' | 'done' | 'failed' | 'undone'
  created_ms?: number
  format: 'csv' | 'xlsx'
  charset?: string
  delimiter?: string
  sheet?: string
  sheets?: string[]
  header: string[]
  sample: string[][]
  total?: number
  preset: string | null
  map: ImportMap
  job: (Job & { said?: string }) | null
}

export type Does = 'create' | 'update' | 'skip' | 'refuse'

/** Whom a row resembles. */
export interface Alike {
  entity: string
  id: string
  title: string
  /** the fields that agree */
  why: string[]
  score: number
  /** it is no record yet, but this row of the file */
  line?: number
}

export interface PreviewRow {
  line: number
  does: Does
  fields: Fields
  refs: Row['refs']
  alike: Alike[]
  faults: Fault[]
}

export interface Preview {
  rows: PreviewRow[]
  counts: Record<Does | 'alike', number>
}

export type ImportChange = Partial<Pick<Import, 'entity' | 'charset' | 'delimiter' | 'sheet' | 'map'>>

export const importsApi = {
  list: () => get<{ rows: Import[] }>('imports'),
  read: (id: string, signal?: AbortSignal) => get<Import>(`imports/${id}`, { signal }),
  change: (id: string, change: ImportChange) => patch<Import>(`imports/${id}`, change),
  preview: (id: string, signal?: AbortSignal) => get<Preview>(`imports/${id}/preview`, { signal }),
  run: (id: string) => post<Import>(`imports/${id}/run`, {}),
  undo: (id: string) => post<Import>(`imports/${id}/undo`, {}),
  job: (id: string, signal?: AbortSignal) => get<Job>(`jobs/${id}`, { signal }),
  stop: (job: string) => post<Job>(`jobs/${job}/stop`, {}),
  refused: (id: string) => url(`imports/${id}/refused.csv`),
}
