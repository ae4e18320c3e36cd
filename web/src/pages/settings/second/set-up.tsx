import { lazy, Suspense, useState } from 'react'
import { ApiError, post } from '../../../api/api'
import { t } from '../../../lib/words'
import { Skeleton } from '../../../ui/bits'
import { Button } from '../../../ui/button'
import { Dialog } from '../../../ui/dialog'
import { CodeField } from '../../door/code-field'
import own from '../../door/second.module.css'
import { PasswordStep } from './password-step'

const CodesDialog = lazy(() => import('./codes-dialog').then((m) => ({ default: m.CodesDialog })))

// The square's encoder comes with it, once the server has given a secret.
const Secret = lazy(() => import('../../door/secret').then((m) => ({ default: m.Secret })))

interface Given {
  secret: string
  uri: string
}

/** The password, the square and a code of it, the recovery codes. */
export function SetUp({ onClose }: { onClose: () => void }) {
  const [given, setGiven] = useState<Given>()
  const [codes, setCodes] = useState<string[]>()
  if (codes)
    return (
      <Suspense>
        <CodesDialog codes={codes} onClose={onClose} />
      </Suspense>
    )
  if (given) return <Scan given={given} onCodes={setCodes} onClose={onClose} />
  return (
    <PasswordStep
      title={t('second.set_up')}
      text={t('second.set_up_help')}
      action={t('ui.next')}
      run={async (password) => setGiven(await post<Given>('me/totp', { password }))}
      onClose={onClose}
    />
  )
}

interface ScanProps {
  given: Given
  onCodes: (codes: string[]) => void
  onClose: () => void
}

function Scan({ given, onCodes, onClose }: ScanProps) {
  const [code, setCode] = useState('')
  const [error, setError] = useState<string>()
  const [busy, setBusy] = useState(false)
  const confirm = async () => {
    setBusy(true)
    setError(undefined)
    try {
      onCodes((await post<{ recovery: string[] }>('me/totp/confirm', { code: code.trim() })).recovery)
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason
      setError(reason.faults[0]?.text ?? reason.message)
      setBusy(false)
    }
  }
  const foot = (
    <>
      <Button onClick={onClose}>{t('ui.cancel')}</Button>
      <Button kind="primary" submit busy={busy} disabled={code.trim().length < 6}>
        {t('second.confirm')}
      </Button>
    </>
  )
  return (
    <Dialog title={t('second.set_up')} onClose={onClose} onSubmit={() => void confirm()} foot={foot} width={520}>
      <div className={own.steps}>
        <Suspense fallback={<Skeleton rows={6} />}>
          <Secret {...given} />
        </Suspense>
        <CodeField value={code} onChange={setCode} error={error} />
      </div>
    </Dialog>
  )
}
