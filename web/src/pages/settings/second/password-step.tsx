import { useState } from 'react'
import { ApiError } from '../../../api/api'
import { t } from '../../../lib/words'
import { useMe } from '../../../meta/use-meta'
import { Button } from '../../../ui/button'
import { Dialog } from '../../../ui/dialog'
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
export function PasswordStep({ title, action, text, danger, run, onClose }: PasswordStepProps) {
  const { login } = useMe()
  const [password, setPassword] = useState('')
  const [error, setError] = useState<string>()
  const [busy, setBusy] = useState(false)
  const submit = async () => {
    setBusy(true)
    setError(undefined)
    try {
      await run(password)
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason
      setError(reason.faults[0]?.text ?? reason.message)
      setBusy(false)
    }
  }
  const foot = (
    <>
      <Button onClick={onClose}>{t('ui.cancel')}</Button>
      <Button kind={danger ? 'danger' : 'primary'} submit busy={busy} disabled={!password}>
        {action}
      </Button>
    </>
  )
  return (
    <Dialog title={title} onClose={onClose} onSubmit={() => void submit()} foot={foot} width={420}>
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
    </Dialog>
  )
}
