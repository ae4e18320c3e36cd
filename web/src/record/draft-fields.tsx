import { Suspense } from 'react'
import type { Fault, Field } from '../api/types'
import { kindOf } from '../fields'
import { cx } from '../lib/text'
import { isNeeded, isShown } from '../meta/may'
import { useMe } from '../meta/use-meta'
import style from './draft-fields.module.css'
import type { DraftRecord } from './use-draft-record'

interface DraftFieldsProps {
  fields: readonly Field[]
  draft: DraftRecord
  faults?: readonly Fault[]
  /** the first of them takes the focus */
  autoFocus?: boolean
  /** two beside each other where there is room */
  columns?: boolean
  /** all of them are asked for */
  must?: boolean
  onTyped?: (field: Field, typed: string) => void
}

const wide = new Set<Field['type']>(['long_text', 'rich_text', 'person_name', 'address', 'tags', 'choices'])

/** The editors of a record that is being made; rules show fields and ask for them while one types. */
export function DraftFields({ fields, draft, faults = [], autoFocus, columns, must, onTyped }: DraftFieldsProps) {
  const context = { fields: draft.fields, me: useMe().id }
  const shown = fields.filter((field) => isShown(field, context))
  return (
    <div className={cx(style.fields, columns && style.columns)}>
      {shown.map((field, i) => {
        const { Edit } = kindOf(field)
        return (
          <div
            key={field.name}
            data-field={field.name}
            className={cx(wide.has(field.type) && style.wide)}
            onInput={(event) => onTyped?.(field, (event.target as HTMLInputElement).value)}
          >
            <Suspense fallback={<div className={style.coming} />}>
              <Edit
                field={field}
                value={draft.fields[field.name] ?? null}
                row={draft}
                fault={faults.find((f) => f.at === field.name || f.at.startsWith(`${field.name}.`))?.text}
                required={must || isNeeded(field, context)}
                autoFocus={autoFocus && i === 0}
                onDone={(value, title) => draft.put(field, value, title)}
              />
            </Suspense>
          </div>
        )
      })}
    </div>
  )
}
