import { Suspense, useCallback } from 'react'
import { api } from '../api/api'
import { ComboBox } from '../ui/lazy'

export interface Person {
  id: string
  label: string
}

interface PersonFieldProps {
  label: string
  doc?: string
  hideLabel?: boolean
  placeholder?: string
  value: Person | null
  error?: string
  required?: boolean
  autoFocus?: boolean
  /** users if nothing else is said */
  entity?: 'user' | 'team' | 'unit' | 'role'
  className?: string
  onChange: (person: Person | null) => void
}

/** A colleague, a team or a unit, found while one types. */
export function PersonField({ entity = 'user', onChange, ...rest }: PersonFieldProps) {
  const search = useCallback(
    (typed: string, signal: AbortSignal) =>
      api.rows(entity, { q: typed || undefined, sort: typed ? undefined : 'name', limit: 20 }, signal).then((page) =>
        page.rows.map((r) => ({
          id: r.id,
          label: r.title,
          under: r.fields.title ? String(r.fields.title) : undefined,
        })),
      ),
    [entity],
  )
  return (
    <Suspense>
      <ComboBox
        {...rest}
        search={search}
        people={entity === 'user'}
        onChange={(one) => onChange(one && { id: one.id, label: one.label })}
      />
    </Suspense>
  )
}
