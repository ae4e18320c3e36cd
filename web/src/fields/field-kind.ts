import type { ComponentType } from 'react'
import type { Field, Row, Value } from '../api/types'

export interface ShowProps<V> {
  field: Field
  value: V
  /** brings the titles of records (refs) and what a rule may ask */
  row?: Pick<Row, 'refs' | 'fields'>
  /** in a list or on a card: one line, no links that would catch the click */
  dense?: boolean
}

export interface EditProps<V> {
  field: Field
  /** null: empty */
  value: V | null
  /** the row being edited: titles of what is referred to */
  row?: Pick<Row, 'refs' | 'fields'>
  /**
   * A value was entered: on leaving the field, on Enter, on picking; never at each letter. `title` comes with records,
   * so that they can be drawn before the server has answered. Called also when nothing changed: the caller compares.
   */
  onDone: (value: V | null, title?: string) => void
  /** Escape: leave the value as it was */
  onCancel?: () => void
  fault?: string
  autoFocus?: boolean
  /** the label stands elsewhere (editing in place) and is only read out */
  hideLabel?: boolean
  /** by rule, not only by the field's own word */
  required?: boolean
}

/** How a type looks and is entered. */
export interface FieldKind<V extends Value = Value> {
  Show: ComponentType<ShowProps<V>>
  Edit: ComponentType<EditProps<V>>
  /** the value in a filter, where it differs from Edit */
  Filter?: ComponentType<EditProps<V>>
  align: 'start' | 'end'
  /** of a column, in px */
  width: number
  /** Typed or pasted text as a value. Empty: null; unreadable: undefined. */
  read: (typed: string, field: Field) => V | null | undefined
  /** A value as plain text: for copying, titles, screen readers. */
  text: (value: V, field: Field, row?: Pick<Row, 'refs'>) => string
}
