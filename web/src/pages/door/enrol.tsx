import { useQuery } from '@tanstack/react-query'
import { type FormEvent, lazy, Suspense, useState } from 'react'
import { ApiError, post } from '../../api/api'
import { t } from '../../lib/words'
import { ErrorBox, Skeleton } from '../../ui/bits'
import { Button } from '../../ui/button'
import { CodeField } from './code-field'
import { Door } from './door'
import style from './door.module.css'
import { RecoveryCodes } from './recovery-codes'
import { waitText } from './wait-text'

// The square's encoder comes with it, once the server has given a secret.
const Secret = lazy(() => import('./secret').then((m) => ({ default: m.Secret })))

interface EnrolProps {
  ticket: string
  login: string
  onIn: () => void
}

/** The company asks for a second factor and this person has none: they set it up before they come in. */
export function Enrol({ ticket, login, onIn }: EnrolProps) {
  const [code, setCode] = useState('')
  const [codes, setCodes] = useState<string[]>()
  const [fault, setFault] = useState<string>()
  const [busy, setBusy] = useState(false)
  const asked = useQuery({
    queryKey: ['enrol', ticket],
    queryFn: () => post<{ secret: string; uri: string }>('login/totp', { ticket }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setFault(undefined)
    try {
      const { recovery } = await post<{ recovery?: string[] }>('login/second', { ticket, code: code.trim() })
      setCodes(recovery ?? [])
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason
      setFault(reason.status === 429 ? waitText(reason) : (reason.faults[0]?.text ?? reason.message))
    } finally {
      setBusy(false)
    }
  }
  if (codes)
    return (
      <Door title={t('recovery.title')} wide>
        <RecoveryCodes codes={codes} login={login} />
        <Button kind="primary" wide onClick={onIn}>
          {t('recovery.kept')}
        </Button>
      </Door>
    )
  return (
    <Door title={t('second.must_title')} wide>
      <p>{t('second.must')}</p>
      {asked.error && <ErrorBox title={asked.error.message} onRetry={() => location.assign('/login')} />}
      {!asked.data && !asked.error && <Skeleton rows={4} />}
      {asked.data && (
        <form className={style.form} onSubmit={submit}>
          <Suspense fallback={<Skeleton rows={6} />}>
            <Secret {...asked.data} />
          </Suspense>
          <CodeField value={code} onChange={setCode} error={fault} />
          <Button kind="primary" submit wide busy={busy} disabled={code.trim().length < 6}>
            {t('second.confirm')}
          </Button>
        </form>
      )}
    </Door>
  )
}
