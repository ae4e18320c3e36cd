import { type FormEvent, lazy, Suspense, useEffect, useRef, useState } from 'react'
import { ApiError, api } from '../../api/api'
import { here } from '../../lib/router'
import { t } from '../../lib/words'
import { ErrorBox } from '../../ui/bits'
import { Button } from '../../ui/button'
import { Link } from '../../ui/link'
import { PasswordField } from '../../ui/password-field'
import { TextField } from '../../ui/text-field'
import { Door } from './door'
import style from './door.module.css'
import { SecondStep } from './second-step'
import { waitText } from './wait-text'
import { Ways } from './ways'
import { whyText } from './why'

const Enrol = lazy(() => import('./enrol').then((m) => ({ default: m.Enrol })))

/** What the server asks for after the password, and the ticket for it. */
const further = ['second_factor', 'second_factor_setup']
const byPasskey = 'passkey_needed'

/** What a provider sent one back with: `?why=CODE`, and behind # the ticket of a further step. */
const sentBack = () => {
  const code = here().search.get('why')
  if (!code) return {}
  if (further.includes(code)) return { more: { code, ticket: location.hash.slice(1) } }
  return { error: whyText(code), passkey: code === byPasskey }
}

/** Only a place of our own: "//elsewhere" would lead away. */
const next = () => {
  const to = here().search.get('next') ?? '/'
  return /^\/(?![/\\])/.test(to) && !to.startsWith('/login') ? to : '/'
}

export function Page() {
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const [back] = useState(sentBack)
  const [error, setError] = useState<string | undefined>(back.error)
  const [busy, setBusy] = useState(false)
  const [more, setMore] = useState<{ code: string; ticket: string } | undefined>(back.more)
  const [passkey, setPasskey] = useState(back.passkey ?? false)
  const field = useRef<HTMLInputElement>(null)

  // Who wanted to link a provider is in already: what went wrong is said where it began.
  useEffect(() => {
    if (!back.error) return
    api.me().then(
      () => location.replace(`/me/security${location.search}#identities`),
      () => {},
    )
  }, [back])

  const enter = () => location.assign(next())
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setError(undefined)
    setPasskey(false)
    try {
      await api.login(login.trim(), password)
      enter()
    } catch (reason) {
      setBusy(false)
      if (!(reason instanceof ApiError)) throw reason
      const asked = reason.faults.find((f) => further.includes(f.code))
      if (asked) return setMore({ code: asked.code, ticket: String(asked.args?.ticket ?? '') })
      const needed = reason.faults.find((f) => f.code === byPasskey)
      if (needed) {
        setError(needed.text)
        return setPasskey(true)
      }
      const said = { 401: t('login.wrong'), 429: waitText(reason) }
      setError(said[reason.status as 401 | 429] ?? (reason.passing ? t('error.no_server') : reason.message))
      field.current?.focus()
    }
  }

  if (more?.code === 'second_factor')
    return <SecondStep ticket={more.ticket} onIn={enter} onBack={() => setMore(undefined)} />
  if (more)
    return (
      <Suspense>
        <Enrol ticket={more.ticket} login={login.trim()} onIn={enter} />
      </Suspense>
    )
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
        <Button kind={passkey ? 'line' : 'primary'} submit wide busy={busy} disabled={!login.trim() || !password}>
          {t('login.enter')}
        </Button>
        <p>
          <Link to="/reset" className="link">
            {t('login.forgotten')}
          </Link>
        </p>
      </form>
      <Ways next={next()} passkeyNeeded={passkey} onIn={enter} />
    </Door>
  )
}
