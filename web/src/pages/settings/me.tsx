import { LogOut } from 'lucide-react'
import { t } from '../../lib/words'
import { useMe } from '../../meta/use-meta'
import { signOut } from '../../shell/change-me'
import { Button } from '../../ui/button'
import { Looks } from './me/looks'
import { Reading } from './me/reading'
import { Who } from './me/who'
import style from './settings.module.css'
import { SettingsSheet } from './settings-sheet'

/** The person's own ways: each one sentence, saved when it changes, with undo. */
export function Page() {
  const me = useMe()
  return (
    <SettingsSheet
      title={me.name}
      count={<bdi dir="ltr">{me.login}</bdi>}
      padded
      end={
        <Button icon={LogOut} onClick={() => void signOut()}>
          {t('me.sign_out')}
        </Button>
      }
    >
      <div className={style.page}>
        <Who />
        <Reading />
        <Looks />
      </div>
    </SettingsSheet>
  )
}
