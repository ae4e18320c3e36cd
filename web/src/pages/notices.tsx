import { useQueryClient } from '@tanstack/react-query'
import { Bell, CheckCheck } from 'lucide-react'
import { eyes } from '../api/eyes'
import type { AnyRef } from '../api/types'
import { FieldValue } from '../fields/field-value'
import { ago, exact } from '../lib/date'
import { navigate } from '../lib/router'
import { cx } from '../lib/text'
import { t } from '../lib/words'
import { useMeta } from '../meta/use-meta'
import { PageSheet } from '../shell/page-sheet'
import { changeRow, keyOf, rowOf } from '../store/records'
import { useList } from '../store/use-list'
import { useRow } from '../store/use-record'
import { Empty, ErrorBox, Skeleton } from '../ui/bits'
import { Button } from '../ui/button'
import style from './notices.module.css'
import { useLiveList } from './use-live-list'

const kind = 'notice'

/** What the person should hear of, newest first; opening one shows what it is about and marks it seen. */
export function Page() {
  const { ids, loading, error, done, model } = useList(kind, { where: 'to = @me', sort: '-created_ms' })
  const cache = useQueryClient()
  useLiveList(model)

  const seen = async (some: readonly string[]) => {
    if (eyes()) return
    const fresh = some.filter((id) => !rowOf(keyOf(kind, id))?.fields.seen)
    await Promise.allSettled(fresh.map((id) => changeRow(kind, id, { seen: true })))
    void cache.invalidateQueries({ queryKey: ['unseen'] })
  }
  return (
    <PageSheet
      title={t('nav.notices')}
      padded
      end={
        ids.length > 0 &&
        !eyes() && (
          <Button icon={CheckCheck} kind="ghost" onClick={() => void seen(ids)}>
            {t('notice.all_seen')}
          </Button>
        )
      }
    >
      {error && <ErrorBox title={error.message} onRetry={() => model.reload()} />}
      {loading && <Skeleton rows={6} />}
      {!loading && ids.length === 0 && (
        <Empty icon={Bell} title={t('notice.none')}>
          {t('notice.none_help')}
        </Empty>
      )}
      <ul className={style.list}>
        {ids.map((id) => (
          <Notice key={id} id={id} onSeen={() => void seen([id])} />
        ))}
      </ul>
      {!done && ids.length > 0 && <Button onClick={() => model.need(ids.length)}>{t('notice.more')}</Button>}
    </PageSheet>
  )
}

function Notice({ id, onSeen }: { id: string; onSeen: () => void }) {
  const row = useRow(kind, id)
  const { entities } = useMeta()
  if (!row) return null
  const { text, created_ms, seen, about, list } = row.fields
  const to = about as AnyRef | null
  const field = entities[kind]?.fields.kind
  const at = Number(created_ms)
  const open = () => {
    if (!seen) onSeen()
    if (to) navigate(`/${to.entity}/${to.id}`)
    else if (list) navigate(`/${list}?where=${encodeURIComponent('owner = @me')}`)
  }
  return (
    <li className={cx(style.notice, !seen && style.fresh)}>
      <button type="button" onClick={open} className={style.open}>
        <span className={style.dot} aria-hidden />
        <span className={style.text}>
          <span dir="auto">{String(text ?? row.title)}</span>
          <small>
            {field && <FieldValue field={field} row={row} dense />}
            <time dateTime={new Date(at).toISOString()} data-tip={exact(at)}>
              {ago(at)}
            </time>
            {!seen && <span className="sr">{t('nav.unseen')}</span>}
          </small>
        </span>
      </button>
    </li>
  )
}
