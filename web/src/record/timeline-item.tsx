import { ArrowRightLeft, CirclePlus, RotateCcw, Trash2 } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Entity, TimelineItem } from '../api/types'
import { exact, time } from '../lib/date'
import { list } from '../lib/fmt'
import { t } from '../lib/words'
import { useEntity } from '../meta/use-meta'
import { iconOf } from '../ui/icons'
import { ActivityCard } from './activity-card'
import { ChangeLine, shownChanges } from './change-line'
import { Named, slot } from './named'
import style from './timeline.module.css'

interface ItemProps {
  /** the entity of the record whose stream this is */
  of: Entity
  /** the id of that record */
  id: string
  item: TimelineItem
}

/** One thing that happened: activities as cards, changes as a line. */
export function Item({ of, id, item }: ItemProps) {
  const entity = useEntity(item.kind)
  if (!item.row) return <EventLine of={of} item={item} />
  const Icon = iconOf(entity?.icon)
  return (
    <Line icon={<Icon size={14} strokeWidth={1.75} aria-hidden />} at={item.at}>
      <ActivityCard entity={entity} row={item.row} home={id} at={item.at} />
    </Line>
  )
}

const whatIcons = { created: CirclePlus, changed: ArrowRightLeft, deleted: Trash2, restored: RotateCcw }

function EventLine({ of, item }: { of: Entity; item: TimelineItem }) {
  const changes = shownChanges(of, item.changes)
  const what = item.what ?? 'changed'
  const Icon = whatIcons[what] ?? ArrowRightLeft
  const fields = list(changes.map(([field]) => field.label))
  const sentence =
    what === 'changed' ? t('timeline.changed', { who: slot, fields }) : t(`timeline.${what}`, { who: slot })
  return (
    <Line icon={<Icon size={13} strokeWidth={1.75} aria-hidden />} at={item.at}>
      <p className={style.sentence}>
        <Named text={sentence}>
          <b dir="auto">{item.by?.title || t(item.via === 'link' ? 'timeline.customer' : 'timeline.system')}</b>
        </Named>
      </p>
      {what === 'changed' && (
        <div className={style.changes}>
          {changes.map(([field, change]) => (
            <ChangeLine key={field.name} field={field} change={change} label={changes.length > 1} />
          ))}
        </div>
      )}
    </Line>
  )
}

function Line({ icon, at, children }: { icon: ReactNode; at: number; children: ReactNode }) {
  return (
    <li className={style.item}>
      <span className={style.icon}>{icon}</span>
      <div className={style.what}>{children}</div>
      <time className={style.time} dateTime={new Date(at).toISOString()} data-tip={exact(at)}>
        {time(at)}
      </time>
    </li>
  )
}
