import { useState } from 'react'
import type { Entity } from '../api/types'
import { t } from '../lib/words'
import { useMeta } from '../meta/use-meta'
import { ErrorBox, Skeleton } from '../ui/bits'
import { Button } from '../ui/button'
import { Tabs } from '../ui/tabs'
import { activitiesOf } from './about'
import { byDay } from './by-day'
import style from './timeline.module.css'
import { Item } from './timeline-item'
import { useTimeline } from './use-timeline'

interface TimelineProps {
  entity: Entity
  id: string
}

/** What happened, newest first, by day; the tabs narrow it to one kind. */
export function Timeline({ entity, id }: TimelineProps) {
  const meta = useMeta()
  const [kind, setKind] = useState('')
  const { items, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useTimeline(
    entity.name,
    id,
    kind,
  )
  const tabs = [
    { id: '', label: t('timeline.all') },
    ...activitiesOf(meta, entity).map(({ entity: e }) => ({ id: e.name, label: e.label[1] })),
    { id: 'event', label: t('timeline.events') },
  ]
  return (
    <div>
      <Tabs
        label={t('timeline.filter')}
        tabs={tabs}
        selected={kind}
        onSelect={setKind}
        panel="timeline"
        className={style.tabs}
      />
      <div id="timeline" role="tabpanel" aria-label={t('timeline.title')} aria-busy={isPending}>
        {error && <ErrorBox title={t('timeline.failed')} onRetry={() => void refetch()} />}
        {isPending && <Skeleton rows={6} />}
        {!isPending && !error && items.length === 0 && <p className={style.none}>{t('timeline.none')}</p>}
        {byDay(items).map((day) => (
          <section key={day.iso} className={style.day} aria-label={day.label}>
            <h3>{day.label}</h3>
            <ol>
              {day.items.map((item) => (
                <Item
                  key={item.row ? `${item.kind}${item.row.id}` : `${item.at}${item.what}`}
                  of={entity}
                  id={id}
                  item={item}
                />
              ))}
            </ol>
          </section>
        ))}
        {hasNextPage && (
          <Button kind="ghost" wide busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('timeline.more')}
          </Button>
        )}
      </div>
    </div>
  )
}
