import { useState } from 'react'
import { ApiError, post } from '../api/api'
import { t } from '../lib/words'
import { useRow } from '../store/use-record'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { PasswordField } from '../ui/password-field'
import { toast } from '../ui/toast'
import type { OverlayProps } from './overlays-host'

/** An administrator gives a user a password; every session of theirs ends. */
export function PasswordDialog({ about, onClose }: OverlayProps) {
  const row = useRow('user', about)
  const [password, setPassword] = useState('')
  const [error, setError] = useState<string>()
  const [busy, setBusy] = useState(false)

  const submit = async () => {
    setBusy(true)
    try {
      await post(`users/${about}/password`, { new: password })
      onClose()
      toast(t('me.password_given', { name: row?.title ?? '' }))
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason
      setError(reason.faults[0]?.text ?? reason.message)
      setBusy(false)
    }
  }
  const foot = (
    <>
      <Button onClick={onClose}>{t('ui.cancel')}</Button>
      <Button kind="primary" submit busy={busy} disabled={!password}>
        {t('action.set_password')}
      </Button>
    </>
  )
  return (
    <Dialog
      title={t('me.password_for', { name: row?.title ?? '' })}
      onClose={onClose}
      onSubmit={submit}
      foot={foot}
      width={420}
    >
      <PasswordField
        label={t('me.password_new')}
        doc={t('me.password_ends_sessions')}
        error={error}
        value={password}
        onChange={setPassword}
        autoComplete="new-password"
        autoFocus
        required
      />
    </Dialog>
  )
}
