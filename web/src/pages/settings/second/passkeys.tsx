import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Fingerprint, Plus } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { get } from '../../../api/api'
import { waysQuery } from '../../../api/ways'
import { ago, dateOf } from '../../../lib/date'
import { t } from '../../../lib/words'
import { ErrorBox } from '../../../ui/bits'
import { Button } from '../../../ui/button'
import { passkeysHere } from '../../door/passkey'
import { deviceOf } from '../device'
import { Part } from '../part'
import style from '../settings.module.css'

const NewPasskey = lazy(() => import('./new-passkey').then((m) => ({ default: m.NewPasskey })))
const RenamePasskey = lazy(() => import('./rename-passkey').then((m) => ({ default: m.RenamePasskey })))
const DropPasskey = lazy(() => import('./drop-passkey').then((m) => ({ default: m.DropPasskey })))

export interface Passkey {
  id: string
  name: string
  created_ms: number
  /** when somebody last came in by it */
  seen_ms: number | null
}

const key = ['passkeys']

/** "Firefox on Windows": where it will be kept, most of the time. */
function nameOfHere(): string {
  const { browser, system } = deviceOf(navigator.userAgent)
  return browser && system ? t('session.device', { browser, system }) : (browser ?? system ?? '')
}

/** What one comes in by in the place of the password. Nothing where the server's address allows none. */
export function Passkeys() {
  const cache = useQueryClient()
  const { data: ways } = useQuery(waysQuery)
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: () => get<{ rows: Passkey[] }>('me/passkeys'),
    staleTime: 0,
  })
  const [adding, setAdding] = useState(false)
  const [open, setOpen] = useState<{ act: 'rename' | 'drop'; passkey: Passkey }>()
  const rows = data?.rows ?? []
  if (rows.length === 0 && !ways?.passkeys) return null

  const close = () => {
    setAdding(false)
    setOpen(undefined)
    void cache.invalidateQueries({ queryKey: key })
  }
  return (
    <Part id="passkeys" title={t('passkey.title')} help={t('passkey.help')}>
      {error && <ErrorBox title={error.message} onRetry={() => void refetch()} />}
      {rows.length > 0 && (
        <ul className={style.lines}>
          {rows.map((passkey) => (
            <Line key={passkey.id} passkey={passkey} onAct={(act) => setOpen({ act, passkey })} />
          ))}
        </ul>
      )}
      {ways?.passkeys && passkeysHere && (
        <div>
          <Button icon={Plus} onClick={() => setAdding(true)}>
            {t('passkey.add')}
          </Button>
        </div>
      )}
      {ways?.passkeys && !passkeysHere && <p className={style.help}>{t('passkey.none_here')}</p>}
      <Suspense>
        {adding && <NewPasskey named={nameOfHere()} onClose={close} />}
        {open?.act === 'rename' && <RenamePasskey passkey={open.passkey} onClose={close} />}
        {open?.act === 'drop' && <DropPasskey passkey={open.passkey} onClose={close} />}
      </Suspense>
    </Part>
  )
}

function Line({ passkey, onAct }: { passkey: Passkey; onAct: (act: 'rename' | 'drop') => void }) {
  const { name, created_ms, seen_ms } = passkey
  return (
    <li>
      <Fingerprint size={18} strokeWidth={1.75} aria-hidden />
      <span className={style.line}>
        <strong>
          <span>
            <bdi>{name}</bdi>
          </span>
        </strong>
        <small>
          {[
            t('passkey.since', { date: dateOf(created_ms, 'medium') }),
            seen_ms ? t('passkey.used', { ago: ago(seen_ms) }) : t('passkey.unused'),
          ].join(' · ')}
        </small>
      </span>
      <span className={style.acts}>
        <Button kind="ghost" aria-label={t('passkey.rename_named', { name })} onClick={() => onAct('rename')}>
          {t('passkey.rename')}
        </Button>
        <Button kind="ghost" aria-label={t('passkey.drop_named', { name })} onClick={() => onAct('drop')}>
          {t('passkey.drop')}
        </Button>
      </span>
    </li>
  )
}
