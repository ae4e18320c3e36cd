import { type FormEvent, useRef, useState } from 'react'
import { ApiError, api } from '../../api/api'
import { number } from '../../lib/fmt'
import { here } from '../../lib/router'
import { t } from '../../lib/words'
import { ErrorBox } from '../../ui/bits'
import { Button } from '../../ui/button'
import { PasswordField } from '../../ui/password-field'
import { TextField } from '../../ui/text-field'
import { Door } from './door'
import style from './door.module.css'

/** Only a place of our own: "//elsewhere" would lead away. */
const next = () => {
  const to = here().search.get('next') ?? '/'
  return /^\/(?![/\\])/.test(to) && !to.startsWith('/login') ? to : '/'
}

export function Page() {
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const [error, setError] = useState<string>()
  const [busy, setBusy] = useState(false)
  const field = useRef<HTMLInputElement>(null)

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setError(undefined)
    try {
      await api.login(login.trim(), password)
      location.assign(next())
    } catch (reason) {
      setBusy(false)
      if (!(reason instanceof ApiError)) throw reason
      const minutes = Math.ceil((reason.retryAfter ?? 60) / 60)
      const said = {
        401: t('login.wrong'),
        429: t('login.later', { time: number(minutes, { style: 'unit', unit: 'minute', unitDisplay: 'long' }) }),
      }
      setError(said[reason.status as 401 | 429] ?? (reason.passing ? t('error.no_server') : reason.message))
      field.current?.focus()
    }
  }

  return (
    <Door title={t('login.title')}>
      <form className={style.form} onSubmit={submit}>
        {error && <ErrorBox title={error} />}
        <TextField
          ref={field}
          label={t('login.login')}
          value={login}
          onChange={setLogin}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          latin
          autoFocus
          required
        />
        <PasswordField
          label={t('login.password')}
          value={password}
          onChange={setPassword}
          autoComplete="current-password"
          required
        />
        <Button kind="primary" submit wide busy={busy} disabled={!login.trim() || !password}>
          {t('login.enter')}
        </Button>
      </form>
    </Door>
  )
}
