import type { Currency, Money } from '../lib/money'
import type { PersonName } from '../lib/names'
import type { Past } from '../lib/past'
import type { Action } from './actions'
import type { Lines, TakenOver } from './lines'
import type { Mortal } from './mortal'
import type { Address, AnyRef } from './parts'
import type { Quality } from './quality'
import type { Site } from './site'

export type { Density, Me, Theme } from './me'
export type { Address, AnyRef, Currency, Money, PersonName }

/** Every type a field may have. `kith schema --ts` will write this union one day; the table of faces is held against it. */
// biome-ignore format: one type a line says nothing more
export type FieldType =
  | 'text' | 'long_text' | 'rich_text' | 'int' | 'real' | 'percent' | 'score' | 'money' | 'bool' | 'date' | 'time'
  | 'duration' | 'choice' | 'choices' | 'tags' | 'person_name' | 'email' | 'phone' | 'url' | 'address' | 'ref' | 'any'
  | 'file' | 'image' | 'number'

export type Value = string | number | boolean | Money | PersonName | Address | AnyRef | string[] | null
export type Fields = Record<string, Value>
export type Patch = Fields

/** A rule as a tree: ["and", …], ["or", …], ["not", a], [op, ["field", name], literal]. */
export type Rule = [string, ...unknown[]]

export interface Choice {
  label: string
  hue?: number
  retired?: boolean
}

export interface Field {
  name: string
  type: FieldType
  label: string
  doc?: string
  required?: boolean
  readonly?: boolean
  max?: number
  min?: number
  unit?: string
  plain?: boolean // digits are not grouped
  /** what it means to choose nothing, where a form says it */
  empty?: string
  back?: string // what refers so is called on the other's page
  to?: string | string[]
  of?: Record<string, Choice>
  show?: Rule
  needed?: Rule
  ops?: string[]
  sortable?: boolean
  system?: boolean
  unique?: boolean
  /** calculated by the server; how, where all it is calculated from is seen */
  computed?: boolean
  is?: string
  from?: TakenOver
  /** when nothing is said */
  default?: Value
}

export interface Stage extends Choice {
  next?: string[]
  needs?: string[]
  end?: 'won' | 'lost'
  /** on coming here a version is kept */
  keeps?: boolean
  stale_after?: number
  probability?: number
}

export interface Face {
  title: string
  under?: string
  badge?: string
  facts?: string[]
  /** the date that says so */
  ended?: string
}

export interface Entity {
  name: string
  label: [one: string, many: string]
  doc?: string
  icon?: string
  group?: string
  /** its records are people: what is held on one can be handed out, or erased */
  person?: boolean
  /** those that may be one are told */
  pairs?: boolean
  order?: number
  traits: string[]
  face: Face
  fields: Record<string, Field>
  pipeline?: Record<string, Stage>
  views: { table?: string[]; board?: { by: string; sum?: string }; form?: string[][]; create?: string[] }
  related?: { entity: string; field: string }[]
  convert?: { label: string; when?: Rule | string }
  actions?: Action[]
  quality?: Quality
  /** stored with it */
  lines?: Lines
  /** a customer sees it by a link in the stage `at`, and answers */
  portal?: { at: string; accept: string; refuse: string }
  /** a customer gets it as a PDF */
  paper?: boolean
  /** its records are rates: what a question of a price can say */
  price?: { by: string[]; quantity?: string; dated?: boolean }
  may: Partial<Record<'create' | 'change' | 'delete' | 'export' | 'import' | 'hand' | 'share', boolean>>
}

export interface Meta {
  version: string
  site: Site
  groups: { name: string; label: string }[]
  entities: Record<string, Entity>
}

export interface Title extends Past {
  id: string
  title: string
  entity: string
}

export interface Row extends Mortal {
  id: string
  entity: string
  version: number
  title: string
  fields: Fields
  refs: Record<string, Title>
  may: { change: string[] | boolean; delete?: boolean }
  /** what is doubted of it: at which fields, and what was most likely meant; not of a row of a list */
  doubted?: { doubt: string; at: string[]; meant?: Record<string, string> }[]
  /** it went into another */
  merged?: { merge: string; into: Title }
}

export interface Page<T = Row> {
  rows: T[]
  next: string | null
}

export interface Count {
  count: number
  exact: boolean
}

export interface Sum extends Count {
  key: string | null
  sum?: Money | number
}

export interface Fault {
  at: string
  code: string
  args?: Record<string, string | number>
  text: string
}

export interface Job {
  id: string
  kind: 'act' | 'import' | 'bulk' | 'hand' | 'undo' | 'person' | 'erase'
  state: 'waiting' | 'running' | 'done' | 'failed' | 'dead' | 'stopped'
  done: number
  total: number
  result?: { created?: number; updated?: number; skipped?: number; refused?: number; alike?: number }
  undo?: boolean
  faults?: Fault[]
}

export type Change = Record<'from' | 'to', Value>

export interface HistoryItem {
  id: string
  at: number
  by: { id: string; title: string } | null
  what: 'created' | 'changed' | 'deleted' | 'restored'
  via: 'web' | 'api' | 'import' | 'job' | 'command' | 'undo' | 'merge' | 'link'
  merge?: string
  version: number
  changes: Record<string, Change>
}

export interface TimelineItem {
  at: number
  kind: string
  by: { id: string; title: string } | null
  row?: Row
  what?: HistoryItem['what']
  via?: HistoryItem['via']
  changes?: Record<string, Change>
}
