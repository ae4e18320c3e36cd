import { lazy, Suspense, useState } from 'react'
import { post } from '../../../api/api'
import { t } from '../../../lib/words'
import { PasswordStep } from './lazy'

const MakePasskey = lazy(() => import('./make-passkey').then((m) => ({ default: m.MakePasskey })))

type Wanted = PublicKeyCredentialCreationOptionsJSON

/** The password; then the name, and what the browser asks for. */
export function NewPasskey({ named, onClose }: { named: string; onClose: () => void }) {
  const [wanted, setWanted] = useState<Wanted>()
  if (wanted)
    return (
      <Suspense>
        <MakePasskey wanted={wanted} named={named} onClose={onClose} />
      </Suspense>
    )
  return (
    <PasswordStep
      title={t('passkey.add')}
      text={t('passkey.add_help')}
      action={t('ui.next')}
      run={async (password) => setWanted(await post<Wanted>('me/passkeys/begin', { password }))}
      onClose={onClose}
    />
  )
}
