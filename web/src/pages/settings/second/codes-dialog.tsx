import { t } from '../../../lib/words'
import { useMe } from '../../../meta/use-meta'
import { Button } from '../../../ui/button'
import { Dialog } from '../../../ui/lazy'
import { RecoveryCodes } from '../../door/recovery-codes'

/** Recovery codes, this once: only the button that says so closes it. */
export function CodesDialog({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  const { login } = useMe()
  const foot = (
    <Button kind="primary" onClick={onClose}>
      {t('recovery.kept')}
    </Button>
  )
  return (
    <Dialog title={t('recovery.title')} onClose={onClose} foot={foot} alert width={520}>
      <RecoveryCodes codes={codes} login={login} />
    </Dialog>
  )
}
