import { type FormEvent, useState } from 'react'
import { ApiError, post } from '../../api/api'
import { t } from '../../lib/words'
import { ErrorBox } from '../../ui/bits'
import { Button } from '../../ui/button'
import { CodeField } from './code-field'
import { Door } from './door'
import style from './door.module.css'
import { waitText } from './wait-text'

interface SecondStepProps {
  ticket: string
  onIn: () => void
  onBack: () => void
}

/** The password was right; now the code of the app, or one of those kept for when the phone is lost. */
export function SecondStep({ ticket, onIn, onBack }: SecondStepProps) {
  const [code, setCode] = useState('')
  const [error, setError] = useState<string>()
  const [fault, setFault] = useState<string>()
  const [busy, setBusy] = useState(false)

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setError(undefined)
    setFault(undefined)
    try {
      await post('login/second', { ticket, code: code.trim() })
      onIn()
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason
      setBusy(false)
      const said = reason.faults[0]
      if (reason.status === 429) setError(waitText(reason))
      else if (said?.at === 'code' || said?.code === 'code_wrong') setFault(said.text)
      else setError(said?.text ?? (reason.passing ? t('error.no_server') : reason.message))
    }
  }
  return (
    <Door title={t('second.step')}>
      <form className={style.form} onSubmit={submit}>
        {error && <ErrorBox title={error} />}
        <CodeField value={code} onChange={setCode} error={fault} recovery />
        <Button kind="primary" submit wide busy={busy} disabled={code.trim().length < 6}>
          {t('login.enter')}
        </Button>
        <Button kind="ghost" wide onClick={onBack}>
          {t('ui.back')}
        </Button>
      </form>
    </Door>
  )
}
