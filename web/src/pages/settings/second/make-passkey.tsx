import { useState } from 'react'
import { post } from '../../../api/api'
import { t } from '../../../lib/words'
import { AskDialog } from '../../../shell/ask-dialog'
import { ErrorBox } from '../../../ui/bits'
import { makePasskey } from '../../door/passkey'
import { PasskeyName } from './passkey-name'

interface MakePasskeyProps {
  wanted: PublicKeyCredentialCreationOptionsJSON
  /** what it may well be called */
  named: string
  onClose: () => void
}

/** What it is called; then the browser asks where it is to be kept. */
export function MakePasskey({ wanted, named, onClose }: MakePasskeyProps) {
  const [name, setName] = useState(named)
  const make = async () => {
    await post('me/passkeys/finish', { name: name.trim(), credential: await makePasskey(wanted) })
    onClose()
  }
  return (
    <AskDialog
      title={t('passkey.add')}
      action={t('passkey.make')}
      ready={name.trim() !== ''}
      run={make}
      onClose={onClose}
    >
      {(error) => (
        <>
          {error && <ErrorBox title={error} />}
          <p>{t('passkey.make_help')}</p>
          <PasskeyName value={name} onChange={setName} />
        </>
      )}
    </AskDialog>
  )
}
