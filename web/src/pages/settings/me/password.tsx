import { type FormEvent, useState } from 'react'
import { ApiError, post } from '../../../api/api'
import type { Fault } from '../../../api/types'
import { t } from '../../../lib/words'
import { useMe, useMeta } from '../../../meta/use-meta'
import { Button } from '../../../ui/button'
import { NewPasswordField } from '../../../ui/new-password-field'
import { PasswordField } from '../../../ui/password-field'
import { toast } from '../../../ui/toast'
import { Part } from '../part'
import style from '../settings.module.css'

export function Password() {
  const { login } = useMe()
  const { site } = useMeta()
  const [old, setOld] = useState('')
  const [fresh, setFresh] = useState('')
  const [faults, setFaults] = useState<Fault[]>([])
  const [busy, setBusy] = useState(false)
  const said = (...names: string[]) => faults.find((f) => names.includes(f.at))?.text

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setFaults([])
    try {
      await post('me/password', { old, new: fresh })
      setOld('')
      setFresh('')
      toast(t('me.password_changed'))
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason
      setFaults(reason.faults.length ? reason.faults : [{ at: 'old', code: '', text: reason.message }])
    } finally {
      setBusy(false)
    }
  }
  return (
    <Part id="password" title={t('login.password')}>
      <form className={style.fields} onSubmit={submit}>
        {/* For password managers: whose password this is. */}
        <input type="text" className="sr" aria-hidden tabIndex={-1} autoComplete="username" value={login} readOnly />
        <PasswordField
          label={t('me.password_old')}
          value={old}
          onChange={setOld}
          error={said('old')}
          autoComplete="current-password"
          required
        />
        <NewPasswordField
          label={t('me.password_new')}
          least={site.password_min}
          value={fresh}
          onChange={setFresh}
          error={said('new', 'password')}
        />
        <div>
          <Button submit busy={busy} disabled={!old || !fresh}>
            {t('me.password_change')}
          </Button>
        </div>
      </form>
    </Part>
  )
}
