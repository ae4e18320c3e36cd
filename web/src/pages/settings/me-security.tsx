import { t } from '../../lib/words'
import { Identities } from './me/identities'
import { Password } from './me/password'
import { Sessions } from './me/sessions'
import { Tokens } from './me/tokens'
import { Passkeys } from './second/passkeys'
import { SecondPart } from './second/second-part'
import style from './settings.module.css'
import { SettingsSheet } from './settings-sheet'

/** How one comes in, where one is in, and who else acts in one's name. */
export function Page() {
  return (
    <SettingsSheet title={t('settings.my_security')} padded>
      <div className={style.page}>
        <Password />
        <Passkeys />
        <SecondPart />
        <Identities />
        <Sessions />
        <Tokens />
      </div>
    </SettingsSheet>
  )
}
