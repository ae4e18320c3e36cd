import { useState } from 'react'
import { patch } from '../../../api/api'
import { t } from '../../../lib/words'
import { AskDialog } from '../../../shell/ask-dialog'
import { PasskeyName } from './passkey-name'
import type { Passkey } from './passkeys'

/** Another name for a passkey. */
export function RenamePasskey({ passkey, onClose }: { passkey: Passkey; onClose: () => void }) {
  const [name, setName] = useState(passkey.name)
  const rename = async () => {
    await patch(`me/passkeys/${passkey.id}`, { name: name.trim() })
    onClose()
  }
  return (
    <AskDialog
      title={t('passkey.rename_title')}
      action={t('passkey.rename')}
      ready={name.trim() !== ''}
      run={rename}
      onClose={onClose}
    >
      {(error) => <PasskeyName value={name} onChange={setName} error={error} />}
    </AskDialog>
  )
}
