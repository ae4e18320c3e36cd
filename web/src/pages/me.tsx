import { LogOut } from 'lucide-react'
import { t } from '../lib/words'
import { useMe } from '../meta/use-meta'
import { signOut } from '../shell/change-me'
import { PageSheet } from '../shell/page-sheet'
import { Button } from '../ui/button'
import { Looks } from './me/looks'
import style from './me/me.module.css'
import { Password } from './me/password'
import { Reading } from './me/reading'
import { Tokens } from './me/tokens'
import { Who } from './me/who'

/** The person's own settings: each one sentence, saved when it changes, with undo. */
export function Page() {
  const me = useMe()
  return (
    <PageSheet
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
        <Password />
        <Tokens />
      </div>
    </PageSheet>
  )
}
