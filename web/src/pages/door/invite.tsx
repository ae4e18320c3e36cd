import { t } from '../../lib/words'
import { Link } from '../../ui/link'
import { NewPassword } from './new-password'
import { useTicket } from './use-ticket'

/** Somebody new, come from the letter that invites them: their first password. */
export function Page() {
  const { ticket } = useTicket()
  const old = (
    <>
      <p>{t('link.old_invite')}</p>
      <p>
        <Link to="/login" className="link">
          {t('reset.back')}
        </Link>
      </p>
    </>
  )
  return (
    <NewPassword
      key={ticket}
      way="invite"
      ticket={ticket}
      title={t('invite.title')}
      help={t('invite.help')}
      old={old}
    />
  )
}
