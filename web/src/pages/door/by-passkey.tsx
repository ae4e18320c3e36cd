import { Fingerprint } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { post } from '../../api/api'
import { useAsk } from '../../api/use-ask'
import { t } from '../../lib/words'
import { ErrorBox } from '../../ui/bits'
import { Button } from '../../ui/button'
import { signByPasskey } from './passkey'
import { waitText } from './wait-text'

interface ByPasskeyProps {
  /** the password alone was not enough: this is what to press */
  needed: boolean
  onIn: () => void
}

/** Comes in by a passkey: no name, no password, no code. */
export function ByPasskey({ needed, onIn }: ByPasskeyProps) {
  const button = useRef<HTMLButtonElement>(null)
  const { ask, busy, refused, said } = useAsk(async () => {
    const asked = await post<PublicKeyCredentialRequestOptionsJSON>('login/passkey/begin', {})
    await post('login/passkey/finish', { credential: await signByPasskey(asked) })
    onIn()
  })
  // Here the keyboard goes on: when this is what to press, and when it was pressed in vain.
  useEffect(() => {
    if (needed || said) button.current?.focus()
  }, [needed, said])
  return (
    <>
      {said && <ErrorBox title={refused?.status === 429 ? waitText(refused) : said} />}
      <Button ref={button} kind={needed ? 'primary' : 'line'} icon={Fingerprint} wide busy={busy} onClick={ask}>
        {t('passkey.enter')}
      </Button>
    </>
  )
}
