import { type ReactNode, useId } from 'react'
import { cx } from '../lib/text'
import { t } from '../lib/words'
import style from './field.module.css'

export interface FieldIds {
  id: string
  'aria-labelledby': string
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
  'aria-required': true | undefined
}

export interface FieldProps {
  label: string
  /** one sentence below; an error takes its place */
  doc?: string
  error?: string
  required?: boolean
  hideLabel?: boolean
  className?: string
  children: (ids: FieldIds) => ReactNode
}

/** What must be filled in. */
export const Star = () => (
  <span className={style.star} title={t('ui.required')}>
    *
  </span>
)

/** Label, control, help or error: tied together for screen readers. */
export function Field({ label, doc, error, required, hideLabel, className, children }: FieldProps) {
  const id = useId()
  const below = error || doc
  return (
    <div className={cx(style.field, className)}>
      <label className={hideLabel ? 'sr' : style.label} id={`${id}l`} htmlFor={id}>
        {label}
        {required && <Star />}
      </label>
      {children({
        id,
        'aria-labelledby': `${id}l`,
        'aria-describedby': below ? `${id}d` : undefined,
        'aria-invalid': error ? true : undefined,
        'aria-required': required || undefined,
      })}
      {below && (
        <p id={`${id}d`} className={error ? style.error : style.doc} role={error ? 'alert' : undefined}>
          {below}
        </p>
      )}
    </div>
  )
}
