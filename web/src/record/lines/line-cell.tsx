import { Suspense } from 'react'
import type { Field, Money } from '../../api/types'
import { kindOf } from '../../fields'
import { FieldValue } from '../../fields/field-value'
import { Typed } from '../../fields/typed'
import { readMoney, typedMoney } from '../../lib/money'
import { Skeleton } from '../../ui/bits'
import type { Draft } from './draft'
import { isTyped } from './paste'
import type { LinesHandle } from './use-lines'

interface LineCellProps {
  field: Field
  draft: Draft
  handle: LinesHandle
  /** nothing can be typed: locked, or not for these eyes */
  shown: boolean
  /** of the other lines */
  cur: string
  fault: string | undefined
}

/** One value of a line: typed in place, or what it comes to. */
export function LineCell({ field, draft, handle, shown, cur, fault }: LineCellProps) {
  const value = draft.fields[field.name] ?? null
  if (shown || !isTyped(field)) return <FieldValue field={field} row={draft} dense />
  if (field.type === 'money')
    return (
      <Typed<Money>
        field={field}
        value={value as Money | null}
        typed={value ? typedMoney(value as Money) : ''}
        read={(typed) => readMoney(typed, (value as Money | null)?.cur ?? cur)}
        inputMode="decimal"
        hideLabel
        required={false}
        fault={fault}
        onDone={(next) => handle.set(draft.key, field, next)}
      />
    )
  const { Edit } = kindOf(field)
  return (
    <Suspense fallback={<Skeleton rows={1} />}>
      <Edit
        field={field}
        value={value}
        row={draft}
        hideLabel
        required={false}
        fault={fault}
        onDone={(next: typeof value, title?: string) => handle.set(draft.key, field, next, title)}
      />
    </Suspense>
  )
}
