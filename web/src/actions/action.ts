import type { QueryClient } from '@tanstack/react-query'
import type { LucideIcon } from 'lucide-react'
import type { AnyRef, Me, Meta } from '../api/types'

/** In the order the palette shows them. */
export type ActionGroup = 'here' | 'make' | 'go' | 'do' | 'settings'

/** Something one can do: menus, palette, keys and the sheet of keys read the same table (index.ts). */
export interface Action {
  id: string
  label: string
  icon: LucideIcon
  group: ActionGroup
  /** "Ctrl+KeyK", or "KeyG KeyH": one after the other */
  keys?: string
  /** more words it is found by; not shown */
  words?: string
  /** also stands in the menu of the record it is about */
  inMenu?: boolean
  run: () => void
}

/** Who asks, and where they are. */
export interface ActionContext {
  me: Me
  meta: Meta
  cache: QueryClient
  path: string
  /** the record whose page is open */
  record?: AnyRef
}

/** One file per action, or per family of actions that the metadata multiplies. What may not be done is not made. */
export type ActionMaker = (context: ActionContext) => Action[]
