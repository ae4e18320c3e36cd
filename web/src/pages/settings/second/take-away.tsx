import { remove } from '../../../api/api'
import { t } from '../../../lib/words'
import { toast } from '../../../ui/toast'
import { PasswordStep } from './lazy'

/** Without a second factor again. */
export function TakeAway({ onClose }: { onClose: () => void }) {
  return (
    <PasswordStep
      title={t('second.take_away')}
      text={t('second.take_away_text')}
      action={t('second.take_away')}
      danger
      run={async (password) => {
        await remove('me/totp', {}, { password })
        toast(t('second.taken_away'))
        onClose()
      }}
      onClose={onClose}
    />
  )
}
