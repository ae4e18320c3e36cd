import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Fingerprint } from 'lucide-react'
import { get, remove } from '../../../api/api'
import { ago, dateOf } from '../../../lib/date'
import { t } from '../../../lib/words'
import { Button } from '../../../ui/button'
import { confirm } from '../../../ui/confirm'
import { toast } from '../../../ui/toast'
import style from '../settings.module.css'
import type { Passkey } from './passkeys'

/** The passkeys of a colleague; an administrator takes away the one of a device that was lost. */
export function TheirPasskeys({ id, name }: { id: string; name: string }) {
  const cache = useQueryClient()
  const key = ['passkeys', id]
  const { data } = useQuery({
    queryKey: key,
    queryFn: () => get<{ rows: Passkey[] }>(`user/${id}/passkeys`),
    staleTime: 0,
  })
  const drop = async (passkey: Passkey) => {
    const sure = await confirm({
      title: t('people.drop_passkey_title', { name, passkey: passkey.name }),
      text: t('people.drop_passkey_text'),
      action: t('passkey.drop'),
      danger: true,
    })
    if (!sure) return
    await remove(`user/${id}/passkeys/${passkey.id}`).then(
      () => toast(t('people.passkey_dropped', { passkey: passkey.name })),
      (reason: Error) => toast(reason.message, { tone: 'danger' }),
    )
    await cache.invalidateQueries({ queryKey: key })
  }
  if (!data?.rows.length) return null
  return (
    <ul className={style.lines} aria-label={t('passkey.title')}>
      {data.rows.map((passkey) => (
        <li key={passkey.id}>
          <Fingerprint size={18} strokeWidth={1.75} aria-hidden />
          <span className={style.line}>
            <strong>
              <bdi>{passkey.name}</bdi>
            </strong>
            <small>
              {[
                t('passkey.since', { date: dateOf(passkey.created_ms, 'medium') }),
                passkey.seen_ms ? t('passkey.used', { ago: ago(passkey.seen_ms) }) : t('passkey.unused'),
              ].join(' · ')}
            </small>
          </span>
          <Button
            kind="ghost"
            aria-label={t('passkey.drop_named', { name: passkey.name })}
            onClick={() => void drop(passkey)}
          >
            {t('passkey.drop')}
          </Button>
        </li>
      ))}
    </ul>
  )
}
