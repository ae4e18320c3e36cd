import { foldDigits } from '../../lib/digits'
import { t } from '../../lib/words'
import { TextField } from '../../ui/text-field'

interface CodeFieldProps {
  value: string
  onChange: (code: string) => void
  error?: string
  /** a recovery code will do as well */
  recovery?: boolean
}

/** Six digits of the app, in either kind of digits, with or without a gap. */
export function CodeField({ value, onChange, error, recovery = false }: CodeFieldProps) {
  return (
    <TextField
      label={t('second.code')}
      doc={recovery ? t('second.code_or_recovery') : t('second.code_help')}
      value={value}
      onChange={(typed) => onChange(foldDigits(typed))}
      error={error}
      inputMode={recovery ? 'text' : 'numeric'}
      autoComplete="one-time-code"
      autoCapitalize="none"
      spellCheck={false}
      maxLength={40}
      latin
      autoFocus
      required
    />
  )
}
