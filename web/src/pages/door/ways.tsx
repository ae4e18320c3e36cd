import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { url } from '../../api/api'
import { waysQuery } from '../../api/ways'
import { t } from '../../lib/words'
import { Button } from '../../ui/button'
import { ByPasskey } from './by-passkey'
import style from './door.module.css'
import { passkeysHere } from './passkey'

interface WaysProps {
  next: string
  /** the password was right, and not enough: it is to be the passkey */
  passkeyNeeded: boolean
  onIn: () => void
}

/** A passkey, and those who vouch for people of this company, a button each; nothing where there are none. */
export function Ways({ next, passkeyNeeded, onIn }: WaysProps) {
  const { data } = useQuery(waysQuery)
  const [gone, setGone] = useState<string>()
  const passkeys = passkeysHere && data?.passkeys
  if (!data || !(passkeys || data.ways.length)) return null
  const go = (name: string) => {
    setGone(name)
    location.assign(url(`login/oidc/${encodeURIComponent(name)}`, { to: next }))
  }
  return (
    <div className={style.ways} role="group" aria-label={t('login.ways')}>
      <p className={style.or}>{t('login.or')}</p>
      {passkeys && <ByPasskey needed={passkeyNeeded} onIn={onIn} />}
      {data.ways.map(({ name, label }) => (
        <Button key={name} wide busy={gone === name} onClick={() => go(name)}>
          {t('login.with', { provider: label })}
        </Button>
      ))}
    </div>
  )
}
