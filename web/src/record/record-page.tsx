import { RotateCcw } from 'lucide-react'
import { useCallback, useState } from 'react'
import { type ApiError, api } from '../api/api'
import type { Entity } from '../api/types'
import { t } from '../lib/words'
import { reloadLists } from '../store/list-model'
import { putRow } from '../store/records'
import { useRecord } from '../store/use-record'
import { Empty, ErrorBox, Skeleton } from '../ui/bits'
import { Button } from '../ui/button'
import { Link } from '../ui/link'
import { Tabs } from '../ui/tabs'
import { toast } from '../ui/toast'
import { Composer } from './composer'
import { Crumb } from './crumb'
import { Facts } from './facts'
import { HeadButtons } from './head-buttons'
import { RecordHead } from './record-head'
import style from './record-page.module.css'
import { Related } from './related'
import { StagePath } from './stage-path'
import { Timeline } from './timeline'
import { useWide } from './use-wide'

/** Everything about one record: who it is, its facts, what happened, what belongs to it. */
export function RecordPage({ entity, id }: { entity: Entity; id: string }) {
  const handle = useRecord(entity.name, id)
  const { row, error, reload } = handle
  const wide = useWide(1180)
  const [side, setSide] = useState('activity')
  const [asked, setAsked] = useState<{ kind: string; nth: number }>()
  const write = useCallback((kind: string) => {
    setSide('activity')
    setAsked((old) => ({ kind, nth: (old?.nth ?? 0) + 1 }))
  }, [])

  if (error && (!row || error.status === 404)) return <Missing entity={entity} error={error} onRetry={reload} />
  if (!row)
    return (
      <div className={style.waiting}>
        <Skeleton rows={9} />
      </div>
    )
  const fault = handle.faults.find((f) => !(f.at.split('.')[0]! in entity.fields))
  const stream = (
    <>
      {row.may.change !== false && <Composer entity={entity} row={row} asked={asked} />}
      <Timeline entity={entity} id={id} />
    </>
  )
  const related = <Related entity={entity} row={row} />
  const restore = () =>
    api.restore(row.entity, row.id).then(
      (back) => {
        putRow(back)
        reloadLists(row.entity)
      },
      (reason: Error) => toast(reason.message, { tone: 'danger' }),
    )
  return (
    <div className={style.page}>
      <div className={style.top}>
        <Crumb entity={entity} id={id} />
        {row.deleted_ms !== undefined && (
          <div className={style.trash} role="status">
            {t('record.in_trash')}
            <Button icon={RotateCcw} onClick={() => void restore()}>
              {t('record.restore')}
            </Button>
          </div>
        )}
        <RecordHead entity={entity} row={row} />
        <HeadButtons entity={entity} row={row} onWrite={write} />
        {entity.pipeline && <StagePath entity={entity} row={row} change={handle.change} />}
        {fault && (
          <div className={style.fault}>
            <ErrorBox title={fault.text} />
          </div>
        )}
      </div>
      <div className={style.columns} data-wide={wide || undefined}>
        <section className={style.facts} aria-label={t('record.facts')}>
          <h2>{t('record.facts')}</h2>
          <Facts entity={entity} row={row} handle={handle} />
        </section>
        <div className={style.stream}>
          {wide ? (
            stream
          ) : (
            <>
              <Tabs
                label={t('record.side')}
                panel="side"
                tabs={[
                  { id: 'activity', label: t('record.activity') },
                  { id: 'related', label: t('record.related') },
                ]}
                selected={side}
                onSelect={setSide}
              />
              <div
                id="side"
                role="tabpanel"
                aria-label={t(side === 'related' ? 'record.related' : 'record.activity')}
                className={style.panel}
              >
                {side === 'activity' ? stream : related}
              </div>
            </>
          )}
        </div>
        {wide && <aside className={style.related}>{related}</aside>}
      </div>
    </div>
  )
}

function Missing({ entity, error, onRetry }: { entity: Entity; error: ApiError; onRetry: () => void }) {
  if (error.status !== 404 && error.status !== 403)
    return (
      <div className={style.waiting}>
        <ErrorBox title={error.passing ? t('error.no_server') : error.message} onRetry={onRetry} />
      </div>
    )
  return (
    <Empty
      title={t('record.missing')}
      action={
        <Link to={`/${entity.name}`} className="link">
          {t('record.to_list', { entity: entity.label[1] })}
        </Link>
      }
    >
      {t('record.missing_why')}
    </Empty>
  )
}
