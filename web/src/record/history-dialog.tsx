import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { get } from '../api/api'
import type { Entity, HistoryItem, Page, Row } from '../api/types'
import { ago, exact } from '../lib/date'
import { t } from '../lib/words'
import { ErrorBox, Skeleton } from '../ui/bits'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { ChangeLine, shownChanges } from './change-line'
import style from './history-dialog.module.css'
import { Merged, type MergeItem } from './merge/merged'
import { Named, slot } from './named'

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
      <ol className={style.list}>
        {items.map((item) => (
          <Version
            key={item.id}
            entity={entity}
            item={item}
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
  item: HistoryItem
  merge: MergeItem | undefined
  onTakenBack: () => void
}

function Version({ entity, item, merge, onTakenBack }: VersionProps) {
  const changes = shownChanges(entity, item.changes)
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
        <ChangeLine key={field.name} field={field} change={change} label />
      ))}
      {merge && <Merged entity={entity} merge={merge} onTakenBack={onTakenBack} />}
    </li>
  )
}
