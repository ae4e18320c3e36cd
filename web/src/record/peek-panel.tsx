import { Maximize2, X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { Entity } from '../api/types'
import { isBlank } from '../fields'
import { FieldValue } from '../fields/field-value'
import { inField } from '../lib/keys'
import { saysPast } from '../lib/past'
import { navigate } from '../lib/router'
import { t } from '../lib/words'
import { isPerson } from '../meta/use-meta'
import { useRecord } from '../store/use-record'
import { Avatar, ErrorBox, Skeleton } from '../ui/bits'
import { IconButton } from '../ui/button'
import { PastMark } from '../ui/called'
import { lineOf } from './about'
import { byDay } from './by-day'
import { Facts } from './facts'
import { closePeek, openPeek } from './peek'
import style from './peek.module.css'
import { Reached } from './reached'
import { Item } from './timeline-item'
import { trailOf } from './trail'
import { useTimeline } from './use-timeline'

const newest = 5

/** A look at one record without leaving the list: arrows walk on, Enter opens, Escape closes. */
export function PeekPanel({ entity, id }: { entity: Entity; id: string }) {
  const handle = useRecord(entity.name, id)
  const { row, error, reload } = handle
  const panel = useRef<HTMLElement>(null)
  const to = `/${entity.name}/${id}`

  useEffect(() => {
    const keys = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
      const at = event.target as Element
      // A dialog or menu over it has the keys; so has a field being edited.
      if (inField(at) || at.closest('[role=dialog], [role=menu], [role=listbox], [role=alertdialog]')) return
      const trail = trailOf(entity.name, id)
      const next = event.key === 'ArrowDown' ? trail?.after : event.key === 'ArrowUp' ? trail?.before : undefined
      if (event.key === 'Escape') closePeek()
      else if (event.key === 'Enter' && !at.closest('a, button, summary, [role=row], [role=gridcell], input'))
        navigate(to)
      else if (next) {
        openPeek(entity.name, next)
        trail?.model.need(trail.at + 1)
      } else return
      event.preventDefault()
    }
    // Whoever walks through the list behind looks at what they come to.
    const follow = (event: FocusEvent) => {
      const at = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-row], [data-card]') : null
      const { card, row } = at?.dataset ?? {}
      const next = card ?? trailOf(entity.name, id)?.model.state.ids[Number(row)]
      if (next && next !== id) openPeek(entity.name, next)
    }
    document.addEventListener('keydown', keys)
    document.addEventListener('focusin', follow)
    return () => {
      document.removeEventListener('keydown', keys)
      document.removeEventListener('focusin', follow)
    }
  }, [entity.name, id, to])

  // biome-ignore lint/correctness/useExhaustiveDependencies: another record begins at its top
  useEffect(() => {
    if (panel.current) panel.current.scrollTop = 0
  }, [id])

  return (
    <aside className={style.panel} ref={panel} aria-label={row ? t('peek.of', { title: row.title }) : t('peek.title')}>
      <div className={style.bar}>
        <IconButton label={t('peek.open')} keys="Enter" icon={Maximize2} onClick={() => navigate(to)} />
        <span className={style.space} />
        <IconButton label={t('peek.close')} keys="Escape" icon={X} onClick={closePeek} />
      </div>
      <div className={style.body}>
        {error && !row && <ErrorBox title={error.message} onRetry={reload} />}
        {!row && !error && <Skeleton rows={8} />}
        {row && (
          <Reached entity={entity} row={row}>
            <Head entity={entity} row={row} />
            <Facts entity={entity} row={row} handle={handle} brief />
          </Reached>
        )}
        <Newest entity={entity} id={id} />
      </div>
    </aside>
  )
}

function Head({ entity, row }: { entity: Entity; row: NonNullable<ReturnType<typeof useRecord>['row']> }) {
  const badge = entity.face.badge ? entity.fields[entity.face.badge] : undefined
  return (
    <header className={style.head}>
      <Avatar name={row.title} size="large" person={isPerson(entity.name)} />
      <div>
        <h2 dir="auto" data-past={saysPast(row) && true}>
          {row.title}
        </h2>
        <p className={style.line}>
          <PastMark of={row} full />
          {badge && !isBlank(row.fields[badge.name]) && <FieldValue field={badge} row={row} dense />}
          {lineOf(entity, row)
            .slice(0, 2)
            .map((field) => (
              <FieldValue key={field.name} field={field} row={row} dense />
            ))}
        </p>
      </div>
    </header>
  )
}

function Newest({ entity, id }: { entity: Entity; id: string }) {
  const { items } = useTimeline(entity.name, id)
  if (items.length === 0) return null
  return (
    <section aria-label={t('peek.newest')} className={style.newest}>
      <h3>{t('timeline.title')}</h3>
      {byDay(items.slice(0, newest)).map((day) => (
        <div key={day.iso}>
          <h4>{day.label}</h4>
          <ol>
            {day.items.map((item) => (
              <Item key={item.row ? item.row.id : item.at} of={entity} id={id} item={item} />
            ))}
          </ol>
        </div>
      ))}
    </section>
  )
}
