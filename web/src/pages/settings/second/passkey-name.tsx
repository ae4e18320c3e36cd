import { t } from '../../../lib/words'
import { TextField } from '../../../ui/text-field'

interface PasskeyNameProps {
  value: string
  onChange: (name: string) => void
  error?: string
}

/** What a passkey is called: by its device, most of the time. */
export function PasskeyName(props: PasskeyNameProps) {
  return (
    <TextField
      {...props}
      label={t('passkey.name')}
      doc={t('passkey.name_help')}
      autoComplete="off"
      maxLength={80}
      onFocus={(event) => event.target.select()}
      autoFocus
      required
    />
  )
}
