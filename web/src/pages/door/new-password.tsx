import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { post } from '../../api/api'
import { useAsk } from '../../api/use-ask'
import { waysQuery } from '../../api/ways'
import { navigate } from '../../lib/router'
import { t } from '../../lib/words'
import { ErrorBox } from '../../ui/bits'
import { Button } from '../../ui/button'
import { NewPasswordField } from '../../ui/new-password-field'
import { Door } from './door'
import style from './door.module.css'

interface NewPasswordProps {
  way: 'reset' | 'invite'
  ticket: string
  title: string
  help: string
  /** when the link is old or was used: what to do */
  old: ReactNode
}

/** A link of a letter sets a password and no more; signing in with it is the next step. */
export function NewPassword({ way, ticket, title, help, old }: NewPasswordProps) {
  const { data } = useQuery(waysQuery)
  const least = data?.password_min ?? 12
  const [password, setPassword] = useState('')
  const [done, setDone] = useState(false)
  const { ask, busy, refused, said } = useAsk(async () => {
    await post(`${way}/finish`, { token: ticket, password })
    setDone(true)
    // The link is used up: a step back in the history would only say so.
    navigate(`/${way}`, { replace: true })
  })
  if (done)
    return (
      <Door title={t('link.done')}>
        <p>{t('link.done_help')}</p>
        <Button kind="primary" wide autoFocus onClick={() => location.assign('/login')}>
          {t('login.enter')}
        </Button>
      </Door>
    )
  if (refused?.status === 401 || !ticket) return <Door title={t('link.old')}>{old}</Door>
  const atField = refused?.faultAt('password') ?? refused?.faults.find((f) => f.code.startsWith('password_'))?.text
  return (
    <Door title={title}>
      <p className={style.say}>{help}</p>
      <form
        className={style.form}
        onSubmit={(event) => {
          event.preventDefault()
          ask()
        }}
      >
        {said && !atField && <ErrorBox title={said} />}
        <NewPasswordField
          label={t('me.password_new')}
          least={least}
          value={password}
          onChange={setPassword}
          error={atField}
          autoFocus
        />
        <Button kind="primary" submit wide busy={busy} disabled={[...password].length < least}>
          {t('link.set')}
        </Button>
      </form>
    </Door>
  )
}
