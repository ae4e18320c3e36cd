import { useState } from 'react'
import { post } from '../api/api'
import { t } from '../lib/words'
import { useMeta } from '../meta/use-meta'
import { useRow } from '../store/use-record'
import { NewPasswordField } from '../ui/new-password-field'
import { toast } from '../ui/toast'
import { AskDialog } from './ask-dialog'
import type { OverlayProps } from './overlays-host'

/** An administrator gives a user a password; every session of theirs ends. */
export function PasswordDialog({ about, onClose }: OverlayProps) {
  const { site } = useMeta()
  const name = useRow('user', about)?.title ?? ''
  const [password, setPassword] = useState('')
  const give = async () => {
    await post(`users/${about}/password`, { new: password })
    onClose()
    toast(t('me.password_given', { name }))
  }
  return (
    <AskDialog
      title={t('me.password_for', { name })}
      action={t('action.set_password')}
      ready={password !== ''}
      run={give}
      onClose={onClose}
    >
      {(error) => (
        <NewPasswordField
          label={t('me.password_new')}
          doc={t('me.password_ends_sessions')}
          least={site.password_min}
          error={error}
          value={password}
          onChange={setPassword}
          autoFocus
        />
      )}
    </AskDialog>
  )
}
