import { useId } from 'react'
import { type Strength, strengthOf } from '../lib/strength'
import { t } from '../lib/words'
import { PasswordField } from './password-field'
import style from './password-field.module.css'
import type { TextFieldProps } from './text-field'

const reached: Record<Strength, number> = { short: 1, weak: 2, fair: 3, good: 4 }

/** A password to be: how many letters it takes, and how good it looks while one types. */
export function NewPasswordField({ least, doc, ...rest }: TextFieldProps & { least: number }) {
  const id = useId()
  const strength = strengthOf(rest.value, least)
  return (
    <div className={style.fresh}>
      <PasswordField
        {...rest}
        doc={doc ?? t('password.help', { count: least })}
        autoComplete="new-password"
        aria-details={id}
        required
      />
      <div id={id} className={style.strength} data-strength={rest.value ? strength : undefined}>
        <span className={style.steps} aria-hidden>
          {[1, 2, 3, 4].map((step) => (
            <i key={step} data-on={(rest.value !== '' && step <= reached[strength]) || undefined} />
          ))}
        </span>
        <span role="status">{rest.value && t(`password.${strength}`, { count: least - [...rest.value].length })}</span>
      </div>
    </div>
  )
}
