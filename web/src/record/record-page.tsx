import { ArchiveRestore, RotateCcw } from 'lucide-react'
import { lazy, Suspense, useCallback, useState } from 'react'
import { type ApiError, api } from '../api/api'
import { eyes } from '../api/eyes'
import type { Entity } from '../api/types'
import { exact } from '../lib/date'
import { t, withWords } from '../lib/words'
import { reloadLists } from '../store/list-model'
import { putRow } from '../store/records'
import { useRecord } from '../store/use-record'
import { Empty, ErrorBox, Skeleton } from '../ui/bits'
import { Button } from '../ui/button'
import { Link } from '../ui/link'
import { Tabs } from '../ui/tabs'
import { toast } from '../ui/toast'
import { archiveRecord } from './archive-record'
import { Crumb } from './crumb'
import { Facts } from './facts'
import { HeadButtons } from './head-buttons'
import { Named, slot } from './named'
import { Reached } from './reached'
import { RecordHead } from './record-head'
import style from './record-page.module.css'
import { StagePath } from './stage-path'
import { useWide } from './use-wide'

// Fetched side by side with the page and not after it; who and what it is may be drawn before.
const streamLoading = import('./stream')
const relatedLoading = import('./related')
const Stream = lazy(() => streamLoading.then((m) => ({ default: m.Stream })))
const Lines = lazy(() => withWords('lines', import('./lines/lines')).then((m) => ({ default: m.Lines })))
const Related = lazy(() => relatedLoading.then((m) => ({ default: m.Related })))

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
  const stream = <Stream entity={entity} row={row} asked={asked} />
  const related = <Related entity={entity} row={row} />
  const coming = <Skeleton rows={5} />
  const restore = () =>
    api.restore(row.entity, row.id).then(
      (back) => {
        putRow(back)
        reloadLists(row.entity)
      },
      (reason: Error) => toast(reason.message, { tone: 'danger' }),
    )
  return (
    <Reached entity={entity} row={row}>
      <div className={style.page}>
        <div className={style.top}>
          <Crumb entity={entity} id={id} />
          {row.merged && (
            <div className={style.trash} role="status">
              <span>
                <Named text={t('record.merged_into', { title: slot })}>
                  <Link to={`/${row.merged.into.entity}/${row.merged.into.id}`} className="link">
                    <bdi>{row.merged.into.title}</bdi>
                  </Link>
                </Named>
              </span>
            </div>
          )}
          {row.deleted_ms !== undefined && !row.merged && (
            <div className={style.trash} role="status">
              {t('record.in_trash')}
              {!eyes() && (
                <Button icon={RotateCcw} onClick={() => void restore()}>
                  {t('record.restore')}
                </Button>
              )}
            </div>
          )}
          {row.archived_ms !== undefined && row.deleted_ms === undefined && (
            <div className={style.archive} role="status">
              {t('archive.since', { when: exact(row.archived_ms) })}
              {!eyes() && row.may.change !== false && (
                <Button icon={ArchiveRestore} onClick={() => void archiveRecord(row, true)}>
                  {t('archive.back')}
                </Button>
              )}
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
        {entity.lines && (
          <Suspense fallback={coming}>
            <Lines entity={entity} row={row} />
          </Suspense>
        )}
        <div className={style.columns} data-wide={wide || undefined}>
          <section className={style.facts} aria-label={t('record.facts')}>
            <h2>{t('record.facts')}</h2>
            <Facts entity={entity} row={row} handle={handle} />
          </section>
          <div className={style.stream}>
            {wide ? (
              <Suspense fallback={coming}>{stream}</Suspense>
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
                  <Suspense fallback={coming}>{side === 'activity' ? stream : related}</Suspense>
                </div>
              </>
            )}
          </div>
          {wide && (
            <aside className={style.related}>
              <Suspense fallback={coming}>{related}</Suspense>
            </aside>
          )}
        </div>
      </div>
    </Reached>
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
