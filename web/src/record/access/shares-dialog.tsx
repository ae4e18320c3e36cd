import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Building, UsersRound } from 'lucide-react'
import { get, remove } from '../../api/api'
import type { Entity, Row } from '../../api/types'
import { dateOf, exact } from '../../lib/date'
import { t } from '../../lib/words'
import { may } from '../../meta/may'
import { Avatar, Empty, ErrorBox, Pill, Skeleton } from '../../ui/bits'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { toast } from '../../ui/toast'
import style from './access.module.css'
import { NewShare } from './new-share'

export type SharedWith = 'user' | 'team' | 'unit'

export interface Share {
  id: string
  who: { id: string; entity: SharedWith; title: string }
  level: 'see' | 'change'
  until_ms: number | null
  by: { id: string; title: string }
  at_ms: number
}

interface SharesDialogProps {
  entity: Entity
  row: Row
  onClose: () => void
}

/** With whom one record is shared beside those whose rights reach it, and with whom it is to be. */
export function SharesDialog({ entity, row, onClose }: SharesDialogProps) {
  const cache = useQueryClient()
  const path = `${row.entity}/${row.id}/shares`
  const key = ['shares', row.entity, row.id]
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: () => get<{ rows: Share[] }>(path),
    staleTime: 0,
  })
  const again = () => cache.invalidateQueries({ queryKey: key })
  const end = async (share: Share) => {
    await remove(`${path}/${share.id}`).catch((reason: Error) => toast(reason.message, { tone: 'danger' }))
    await again()
    toast(t('share.ended', { name: share.who.title }))
  }
  return (
    <Dialog title={t('share.title', { title: row.title })} onClose={onClose} width={520}>
      <div className={style.parts}>
        <p className={style.help}>{t('share.help')}</p>
        {error && <ErrorBox title={error.message} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton rows={2} />}
        {data?.rows.length === 0 && !may(entity, 'share') && <Empty title={t('share.none')} />}
        {data && data.rows.length > 0 && (
          <ul className={style.lines}>
            {data.rows.map((share) => (
              <Line key={share.id} share={share} onEnd={may(entity, 'share') ? () => void end(share) : undefined} />
            ))}
          </ul>
        )}
        {may(entity, 'share') && <NewShare path={path} mayChange={row.may.change !== false} onShared={again} />}
      </div>
    </Dialog>
  )
}

function Line({ share, onEnd }: { share: Share; onEnd?: () => void }) {
  const { who, level, until_ms: until, by, at_ms: at } = share
  return (
    <li>
      {who.entity === 'user' && <Avatar name={who.title} size="normal" />}
      {who.entity === 'team' && <UsersRound size={18} strokeWidth={1.75} aria-hidden />}
      {who.entity === 'unit' && <Building size={18} strokeWidth={1.75} aria-hidden />}
      <span className={style.who}>
        <strong dir="auto">{who.title}</strong>
        <small data-tip={exact(at)}>
          {[
            until ? t('share.until', { date: dateOf(until, 'medium') }) : t('share.for_ever'),
            by.title && t('share.by', { name: by.title }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </small>
      </span>
      <Pill hue={level === 'change' ? 190 : undefined}>{t(`share.level.${level}`)}</Pill>
      {onEnd && (
        <Button kind="ghost" aria-label={t('share.end_named', { name: who.title })} onClick={onEnd}>
          {t('share.end')}
        </Button>
      )}
    </li>
  )
}
