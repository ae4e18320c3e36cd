import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link2, Mail, Unlink } from 'lucide-react'
import { useState } from 'react'
import { get, post, remove } from '../../api/api'
import type { Entity, Row } from '../../api/types'
import { useAsk } from '../../api/use-ask'
import { ago, dateOf, exact } from '../../lib/date'
import { number } from '../../lib/fmt'
import { t } from '../../lib/words'
import { changeRow } from '../../store/records'
import { useRow } from '../../store/use-record'
import { ErrorBox, Skeleton } from '../../ui/bits'
import { Button, IconButton } from '../../ui/button'
import { CopyButton } from '../../ui/copy-button'
import { Dialog } from '../../ui/dialog'
import { Select } from '../../ui/select'
import style from './links.module.css'

interface LinksDialogProps {
  entity: Entity
  row: Row
  onClose: () => void
}

interface GoodLink {
  id: string
  made_ms: number
  until_ms: number
  /** the version that was looked at last; 0: none yet */
  seen: number
  by: { title: string } | null
}

interface NewLink {
  path: string
  url: string
}

const spans = [7, 30, 60, 180]

/** Links by which a customer sees this record: made, copied, taken back. */
export function LinksDialog({ entity, row: given, onClose }: LinksDialogProps) {
  const row = useRow(given.entity, given.id) ?? given
  const path = `${row.entity}/${row.id}/links`
  const [days, setDays] = useState('60')
  const [made, setMade] = useState<string>()
  const client = useQueryClient()
  const { data, error, refetch, isPending } = useQuery({
    queryKey: ['links', row.entity, row.id],
    queryFn: ({ signal }) => get<{ rows: GoodLink[] }>(path, { signal }),
    select: ({ rows }) => rows,
  })
  const portal = entity.portal
  const sends = portal && row.may.change !== false && entity.pipeline?.[stageOf(row)]?.next?.includes(portal.at)
  const settled = portal && [portal.at, portal.accept, portal.refuse].includes(stageOf(row))
  const { ask, busy, said } = useAsk(async () => {
    if (sends && !settled) await changeRow(row.entity, row.id, { stage: portal.at })
    const link = await post<NewLink>(path, { days: Number(days) })
    setMade(link.url || new URL(link.path, location.href).href)
    await client.invalidateQueries({ queryKey: ['links', row.entity, row.id] })
  })
  const takeBack = async (id: string) => {
    await remove(`${path}/${id}`)
    setMade(undefined)
    await refetch()
  }
  const stage = portal && entity.pipeline?.[portal.at]?.label
  return (
    <Dialog title={t('links.title', { title: row.title })} onClose={onClose} width={560}>
      <div className={style.part}>
        <p className={style.help}>{t('links.help')}</p>
        {!settled && <p className={style.help}>{t(sends ? 'links.sends' : 'links.draft', { stage: stage ?? '' })}</p>}
        {said && <ErrorBox title={said} />}
        {made ? (
          <Made url={made} title={row.title} />
        ) : (
          <div className={style.make}>
            <Select
              label={t('links.days')}
              value={days}
              onChange={(id) => setDays(id ?? '60')}
              options={spans.map((n) => ({ id: String(n), label: t('links.n_days', { n }) }))}
            />
            <Button kind="primary" icon={Link2} busy={busy} onClick={ask}>
              {t(sends && !settled ? 'links.send' : 'links.make', { stage: stage ?? '' })}
            </Button>
          </div>
        )}
        {error && <ErrorBox title={error.message} onRetry={() => void refetch()} />}
        {isPending && <Skeleton rows={2} />}
        {data && data.length > 0 && (
          <section className={style.good}>
            <h3>{t('links.good')}</h3>
            <ul>
              {data.map((link) => (
                <Good key={link.id} link={link} onTakeBack={() => void takeBack(link.id)} />
              ))}
            </ul>
          </section>
        )}
      </div>
    </Dialog>
  )
}

const stageOf = (row: Row): string => String(row.fields.stage ?? '')

/** Told once: whoever closes the dialog makes another one. */
function Made({ url, title }: { url: string; title: string }) {
  const letter = `mailto:?subject=${encodeURIComponent(title)}&body=${encodeURIComponent(url)}`
  return (
    <div className={style.made} role="status">
      <input aria-label={t('links.link')} value={url} readOnly dir="ltr" onFocus={(event) => event.target.select()} />
      <div className={style.buttons}>
        <CopyButton text={url} />
        <a className={style.mail} href={letter}>
          <Mail size={16} strokeWidth={1.75} aria-hidden /> {t('links.mail')}
        </a>
      </div>
      <p className={style.help}>{t('links.once')}</p>
    </div>
  )
}

function Good({ link, onTakeBack }: { link: GoodLink; onTakeBack: () => void }) {
  return (
    <li>
      <span>
        <b dir="auto">{link.by?.title || t('timeline.system')}</b>{' '}
        <time dateTime={new Date(link.made_ms).toISOString()} title={exact(link.made_ms)}>
          {ago(link.made_ms)}
        </time>
        <small>
          {link.seen > 0 ? t('links.seen', { n: number(link.seen) }) : t('links.unseen')} ·{' '}
          {t('links.until', { date: dateOf(link.until_ms) })}
        </small>
      </span>
      <IconButton label={t('links.end')} icon={Unlink} onClick={onTakeBack} />
    </li>
  )
}
