import type { Rule } from './types'

/** A value that an action asks for, as a field holds it. */
export interface Ask {
  name: string
  label: string
  doc: string
  entity: string
  field: string
  required: boolean
}

/** What can be done with a record, beyond changing it. */
export interface Action {
  name: string
  label: string
  doc: string
  icon: string
  when?: Rule
  asks: Ask[]
}
