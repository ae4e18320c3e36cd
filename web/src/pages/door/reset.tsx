import { MailCheck } from 'lucide-react'
import { useState } from 'react'
import { post } from '../../api/api'
import { useAsk } from '../../api/use-ask'
import { t } from '../../lib/words'
import { ErrorBox } from '../../ui/bits'
import { Button } from '../../ui/button'
import { Link } from '../../ui/link'
import { TextField } from '../../ui/text-field'
import { Door } from './door'
import style from './door.module.css'
import { NewPassword } from './new-password'
import { useTicket } from './use-ticket'
import { waitText } from './wait-text'

/** A forgotten password: ask for a link, and, come from it, a new one. */
export function Page() {
  const { ticket, drop } = useTicket()
  if (!ticket) return <AskLink />
  const old = (
    <>
      <p>{t('link.old_reset')}</p>
      <Button kind="primary" wide onClick={drop}>
        {t('link.ask_again')}
      </Button>
    </>
  )
  return (
    <NewPassword key={ticket} way="reset" ticket={ticket} title={t('reset.new')} help={t('reset.new_help')} old={old} />
  )
}

function AskLink() {
  const [who, setWho] = useState('')
  const [sent, setSent] = useState('')
  const { ask, busy, refused, said } = useAsk(async () => {
    const typed = who.trim()
    await post('reset', typed.includes('@') ? { email: typed } : { login: typed })
    setSent(typed)
  })
  const back = (
    <Link to="/login" className="link">
      {t('reset.back')}
    </Link>
  )
  if (sent)
    return (
      <Door title={t('reset.sent')}>
        <p className={style.sent} role="status">
          <MailCheck size={20} strokeWidth={1.75} aria-hidden />
          <span>
            {t('reset.sent_help')} <bdi dir="ltr">{sent}</bdi>
          </span>
        </p>
        <p className={style.hint}>{t('reset.none_came')}</p>
        <p>{back}</p>
      </Door>
    )
  return (
    <Door title={t('reset.title')}>
      <p className={style.say}>{t('reset.help')}</p>
      <form
        className={style.form}
        onSubmit={(event) => {
          event.preventDefault()
          ask()
        }}
      >
        {refused && <ErrorBox title={refused.status === 429 ? waitText(refused) : (said ?? '')} />}
        <TextField
          label={t('reset.who')}
          value={who}
          onChange={setWho}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          latin
          autoFocus
          required
        />
        <Button kind="primary" submit wide busy={busy} disabled={!who.trim()}>
          {t('reset.send')}
        </Button>
        <p>{back}</p>
      </form>
    </Door>
  )
}
