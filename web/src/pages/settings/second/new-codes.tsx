import { lazy, Suspense, useState } from 'react'
import { post } from '../../../api/api'
import { t } from '../../../lib/words'
import { PasswordStep } from './lazy'

const CodesDialog = lazy(() => import('./codes-dialog').then((m) => ({ default: m.CodesDialog })))

/** Other recovery codes in the place of those there were. */
export function NewCodes({ onClose }: { onClose: () => void }) {
  const [codes, setCodes] = useState<string[]>()
  if (codes)
    return (
      <Suspense>
        <CodesDialog codes={codes} onClose={onClose} />
      </Suspense>
    )
  return (
    <PasswordStep
      title={t('recovery.new')}
      text={t('recovery.new_help')}
      action={t('recovery.make')}
      run={async (password) => setCodes((await post<{ recovery: string[] }>('me/recovery', { password })).recovery)}
      onClose={onClose}
    />
  )
}
