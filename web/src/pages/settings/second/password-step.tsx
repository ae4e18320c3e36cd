import { useState } from 'react'
import { t } from '../../../lib/words'
import { useMe } from '../../../meta/use-meta'
import { AskDialog } from '../../../shell/ask-dialog'
import { PasswordField } from '../../../ui/password-field'

interface PasswordStepProps {
  title: string
  /** the verb on the button */
  action: string
  text?: string
  danger?: boolean
  /** what the password is for; what it refuses is said at the field */
  run: (password: string) => Promise<void>
  onClose: () => void
}

/** Who changes what guards an account says the password again: a browser left open is not enough. */
export function PasswordStep({ text, run, ...rest }: PasswordStepProps) {
  const { login } = useMe()
  const [password, setPassword] = useState('')
  return (
    <AskDialog {...rest} ready={password !== ''} run={() => run(password)}>
      {(error) => (
        <>
          {text && <p>{text}</p>}
          <input type="text" className="sr" aria-hidden tabIndex={-1} autoComplete="username" value={login} readOnly />
          <PasswordField
            label={t('me.password_old')}
            value={password}
            onChange={setPassword}
            error={error}
            autoComplete="current-password"
            autoFocus
            required
          />
        </>
      )}
    </AskDialog>
  )
}
