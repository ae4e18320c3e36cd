import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Undo2 } from 'lucide-react'
import { useRef } from 'react'
import { get } from '../api/api'
import type { Entity, Field, HistoryItem, Page, Row, Value } from '../api/types'
import { ago, exact } from '../lib/date'
import { same } from '../lib/text'
import { t } from '../lib/words'
import { mayChange } from '../meta/may'
import { ErrorBox, Skeleton } from '../ui/bits'
import { Button, IconButton } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { ChangeLine, shownChanges } from './change-line'
import style from './history-dialog.module.css'
import { Merged, type MergeItem } from './merge/merged'
import { Named, slot } from './named'
import { useStepBack } from './use-step-back'

interface HistoryDialogProps {
  entity: Entity
  row: Row
  onClose: () => void
}

/** Every version: who, when, by which way, and what became of each field. */
export function HistoryDialog({ entity, row, onClose }: HistoryDialogProps) {
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey: ['history', row.entity, row.id, row.version],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      get<Page<HistoryItem>>(`${row.entity}/${row.id}/history`, { query: { after: pageParam }, signal }),
    getNextPageParam: (last) => last.next ?? undefined,
  })
  const list = useRef<HTMLOListElement>(null)
  const items = data?.pages.flatMap((page) => page.rows) ?? []
  const { data: merges } = useQuery({
    queryKey: ['merges', row.entity, row.id, row.version],
    queryFn: ({ signal }) => get<{ rows: MergeItem[] }>(`${row.entity}/${row.id}/merges`, { signal }),
    select: ({ rows }) => rows,
    enabled: items.some((item) => item.merge !== undefined),
  })
  return (
    <Dialog title={t('history.of', { title: row.title })} onClose={onClose} width={640}>
      {error && <ErrorBox title={t('timeline.failed')} onRetry={() => void refetch()} />}
      {isPending && <Skeleton rows={6} />}
      <ol ref={list} tabIndex={-1} className={style.list}>
        {items.map((item) => (
          <Version
            key={item.id}
            entity={entity}
            row={row}
            item={item}
            onBack={() => list.current?.focus()}
            merge={merges?.find((m) => m.id === item.merge)}
            onTakenBack={onClose}
          />
        ))}
      </ol>
      {hasNextPage && (
        <Button kind="ghost" wide busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('timeline.more')}
        </Button>
      )}
    </Dialog>
  )
}

interface VersionProps {
  entity: Entity
  row: Row
  item: HistoryItem
  /** a step was taken back: the button for it is gone */
  onBack: () => void
  merge: MergeItem | undefined
  onTakenBack: () => void
}

const stands = (row: Row, field: Field, to: Value): boolean =>
  row.deleted_ms == null && mayChange(row, field) && same(row.fields[field.name] ?? null, to ?? null)

function Version({ entity, row, item, onBack, merge, onTakenBack }: VersionProps) {
  const changes = shownChanges(entity, item.changes)
  // Only what still stands as this change left it can go back; the server looks again.
  const standing = item.what === 'changed' ? changes.filter(([field, { to }]) => stands(row, field, to)) : []
  const { back, busy } = useStepBack(row, item.version, onBack)
  return (
    <li className={style.version}>
      <p className={style.head}>
        <span>
          <Named text={t(`history.${item.what}`, { who: slot })}>
            <b dir="auto">{item.by?.title || t('timeline.system')}</b>
          </Named>
          {item.via !== 'web' && <span className={style.via}> · {t(`history.via.${item.via}`)}</span>}
        </span>
        <time dateTime={new Date(item.at).toISOString()} data-tip={exact(item.at)} title={exact(item.at)}>
          {ago(item.at)}
        </time>
      </p>
      {changes.map(([field, change]) => (
        <div key={field.name} className={style.change}>
          <ChangeLine field={field} change={change} label />
          {standing.some(([one]) => one === field) && (
            <IconButton
              small
              icon={Undo2}
              label={t('history.back_of', { field: field.label })}
              disabled={busy}
              onClick={() => back([field.name])}
            />
          )}
        </div>
      ))}
      {standing.length > 1 && standing.length === changes.length && (
        <div>
          <Button icon={Undo2} busy={busy} onClick={() => back(standing.map(([field]) => field.name))}>
            {t('history.back')}
          </Button>
        </div>
      )}
      {merge && <Merged entity={entity} merge={merge} onTakenBack={onTakenBack} />}
    </li>
  )
}
