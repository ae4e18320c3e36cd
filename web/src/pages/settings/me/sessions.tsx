import { t } from '../../../lib/words'
import { Part } from '../part'
import { SessionList } from '../session-list'

/** Where one is signed in. */
export function Sessions() {
  return (
    <Part id="sessions" title={t('session.title')} help={t('session.help')}>
      <SessionList of="me" />
    </Part>
  )
}
