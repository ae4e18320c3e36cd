import { MailPlus } from 'lucide-react'
import { post } from '../../../api/api'
import type { Row } from '../../../api/types'
import { useAsk } from '../../../api/use-ask'
import { t } from '../../../lib/words'
import { ErrorBox } from '../../../ui/bits'
import { Button } from '../../../ui/button'
import { toast } from '../../../ui/toast'
import own from './invite.module.css'
import style from './people.module.css'

/** The letter that lets a colleague choose their first password, or says what stands in its way. */
export function SendInvite({ row }: { row: Row }) {
  const email = String(row.fields.email ?? '')
  const { ask, busy, said } = useAsk(async () => {
    await post(`user/${row.id}/invite`, {})
    toast(t('people.invited', { name: row.title, email }))
  })
  return (
    <div className={own.invite}>
      <p className={style.hint}>{t('people.invite_help')}</p>
      {said && <ErrorBox title={said} />}
      <div>
        <Button icon={MailPlus} busy={busy} onClick={ask}>
          {t('people.send_invite')}
        </Button>
      </div>
    </div>
  )
}
