import { lazy, Suspense, useState } from 'react'
import { post } from '../../../api/api'
import { t } from '../../../lib/words'
import { AskDialog } from '../../../shell/ask-dialog'
import { Skeleton } from '../../../ui/bits'
import { CodeField } from '../../door/code-field'
import own from '../../door/second.module.css'

// The square's encoder comes with it, once the server has given a secret.
const Secret = lazy(() => import('../../door/secret').then((m) => ({ default: m.Secret })))

export interface Given {
  secret: string
  uri: string
}

interface ScanProps {
  given: Given
  onCodes: (codes: string[]) => void
  onClose: () => void
}

/** The square for the app, and a code of it as proof. */
export function Scan({ given, onCodes, onClose }: ScanProps) {
  const [code, setCode] = useState('')
  const confirm = async () =>
    onCodes((await post<{ recovery: string[] }>('me/totp/confirm', { code: code.trim() })).recovery)
  return (
    <AskDialog
      title={t('second.set_up')}
      action={t('second.confirm')}
      ready={code.trim().length >= 6}
      run={confirm}
      onClose={onClose}
      width={520}
    >
      {(error) => (
        <div className={own.steps}>
          <Suspense fallback={<Skeleton rows={6} />}>
            <Secret {...given} />
          </Suspense>
          <CodeField value={code} onChange={setCode} error={error} />
        </div>
      )}
    </AskDialog>
  )
}
