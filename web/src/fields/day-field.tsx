import { Suspense } from 'react'
import type { Field, Value } from '../api/types'
import { kindOf } from '.'

interface DayFieldProps {
  label: string
  hideLabel?: boolean
  /** yyyy-mm-dd */
  value: string | null
  error?: string
  onChange: (day: string | null) => void
}

/** A day in the person's calendar, outside of any record. */
export function DayField({ label, hideLabel, value, error, onChange }: DayFieldProps) {
  const field: Field = { name: 'day', type: 'date', label }
  const { Edit } = kindOf(field)
  return (
    <Suspense>
      <Edit
        field={field}
        value={value}
        fault={error}
        hideLabel={hideLabel}
        onDone={(day: Value | undefined) => onChange(typeof day === 'string' ? day : null)}
      />
    </Suspense>
  )
}
