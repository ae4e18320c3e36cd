import { lazy, Suspense, useState } from 'react'
import { post } from '../../../api/api'
import { t } from '../../../lib/words'
import { PasswordStep } from './lazy'
import type { Given } from './scan'

const CodesDialog = lazy(() => import('./codes-dialog').then((m) => ({ default: m.CodesDialog })))

const Scan = lazy(() => import('./scan').then((m) => ({ default: m.Scan })))

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
  if (given)
    return (
      <Suspense>
        <Scan given={given} onCodes={setCodes} onClose={onClose} />
      </Suspense>
    )
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
