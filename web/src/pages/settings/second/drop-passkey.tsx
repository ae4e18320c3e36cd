import { remove } from '../../../api/api'
import { t } from '../../../lib/words'
import { toast } from '../../../ui/toast'
import { PasswordStep } from './lazy'
import type { Passkey } from './passkeys'

/** A passkey that opens nothing here any more. */
export function DropPasskey({ passkey: { id, name }, onClose }: { passkey: Passkey; onClose: () => void }) {
  return (
    <PasswordStep
      title={t('passkey.drop_title', { name })}
      text={t('passkey.drop_text')}
      action={t('passkey.drop')}
      danger
      run={async (password) => {
        await remove(`me/passkeys/${id}`, {}, { password })
        toast(t('passkey.dropped', { name }))
        onClose()
      }}
      onClose={onClose}
    />
  )
}
