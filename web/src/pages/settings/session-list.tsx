import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Monitor, Smartphone, Terminal } from 'lucide-react'
import { get, remove } from '../../api/api'
import { ago, exact } from '../../lib/date'
import { t } from '../../lib/words'
import { ErrorBox, Pill, Skeleton } from '../../ui/bits'
import { Button } from '../../ui/button'
import { confirm } from '../../ui/confirm'
import { toast } from '../../ui/toast'
import { deviceOf } from './device'
import style from './settings.module.css'

interface Session {
  id: string
  created_ms: number
  seen_ms: number
  until_ms: number
  agent: string
  address: string
  how: string
  current: boolean
}

/** Where somebody is signed in. `of`: "me", or "user/7" for an administrator. */
export function SessionList({ of, name }: { of: string; name?: string }) {
  const cache = useQueryClient()
  const key = ['sessions', of]
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: () => get<{ rows: Session[] }>(`${of}/sessions`),
    staleTime: 0,
  })
  const end = async (path: string, said: string) => {
    await remove(`${of}/sessions${path}`).catch((reason: Error) => toast(reason.message, { tone: 'danger' }))
    await cache.invalidateQueries({ queryKey: key })
    toast(said)
  }
  const endAll = async (name: string) => {
    const sure = await confirm({
      title: t('people.end_all_title', { name }),
      text: t('people.end_all_text'),
      action: t('session.end_all'),
      danger: true,
    })
    if (sure) await end('', t('session.all_ended', { name }))
  }
  if (error) return <ErrorBox title={error.message} onRetry={() => void refetch()} />
  if (!data) return <Skeleton rows={3} />
  // The one at hand first: the others are read against it.
  const rows = data.rows.toSorted((a, b) => Number(b.current) - Number(a.current))
  const others = rows.filter((s) => !s.current).length
  return (
    <>
      {rows.length === 0 && <p className="quiet">{t('session.none')}</p>}
      <ul className={style.lines}>
        {rows.map((session) => (
          <Line key={session.id} session={session} onEnd={() => void end(`/${session.id}`, t('session.ended'))} />
        ))}
      </ul>
      {name === undefined
        ? others > 0 && (
            <div>
              <Button onClick={() => void end('?others=1', t('session.others_ended'))}>
                {t('session.end_others')}
              </Button>
            </div>
          )
        : rows.length > 0 && (
            <div>
              <Button onClick={() => void endAll(name)}>{t('session.end_all')}</Button>
            </div>
          )}
    </>
  )
}

function Line({ session, onEnd }: { session: Session; onEnd: () => void }) {
  const { browser, system, small } = deviceOf(session.agent)
  const Icon = small ? Smartphone : browser ? Monitor : Terminal
  const title =
    browser && system
      ? t('session.device', { browser, system })
      : (browser ?? system ?? (session.agent || t('session.unknown')))
  return (
    <li>
      <Icon size={18} strokeWidth={1.75} aria-hidden />
      <span className={style.line}>
        <strong>
          {title}
          {session.current && <Pill hue={150}>{t('session.current')}</Pill>}
        </strong>
        <small>
          <bdi dir="ltr">{session.address}</bdi>
          {' · '}
          <span data-tip={exact(session.created_ms)}>{t('session.since', { ago: ago(session.created_ms) })}</span>
          {' · '}
          <span data-tip={exact(session.seen_ms)}>{t('session.seen', { ago: ago(session.seen_ms) })}</span>
        </small>
      </span>
      {!session.current && (
        <Button kind="ghost" aria-label={t('session.end_named', { name: title })} onClick={onEnd}>
          {t('session.end')}
        </Button>
      )}
    </li>
  )
}
