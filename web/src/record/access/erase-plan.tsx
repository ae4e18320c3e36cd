import type { ReactNode } from 'react'
import { t } from '../../lib/words'
import { useMeta } from '../../meta/use-meta'
import style from './access.module.css'

interface Touched {
  entity: string
  id: string
  title: string
}

export interface Plan {
  goes: Touched[]
  /** "loses": the field that named the person */
  loses_reference: (Touched & { loses: string })[]
  loses_text: Touched[]
  /** what is somebody else's too */
  stays: { text: string; field: string }[]
  confirm: string
}

/** So many of a kind are named; of the rest how many there are. */
const most = 20

/** What an erasure would do, before it does. */
export function ErasePlan({ plan }: { plan: Plan }) {
  const { entities } = useMeta()
  const named = ({ entity, id, title }: Touched, more?: string) => (
    <li key={`${entity}${id}${more ?? ''}`}>
      <strong dir="auto">{title || id}</strong>{' '}
      <small>{[entities[entity]?.label[0] ?? entity, more].filter(Boolean).join(' · ')}</small>
    </li>
  )
  return (
    <div className={style.plan}>
      <Group label={t('erase.goes')} items={plan.goes.map((one) => named(one))} />
      <Group label={t('erase.loses_reference')} items={plan.loses_reference.map((one) => named(one, one.loses))} />
      <Group label={t('erase.loses_text')} items={plan.loses_text.map((one) => named(one))} />
      <Group
        label={t('erase.stays')}
        items={plan.stays.map(({ text, field }) => (
          <li key={field + text}>
            <strong dir="auto">{text}</strong> <small>{field}</small>
          </li>
        ))}
      />
    </div>
  )
}

function Group({ label, items }: { label: string; items: ReactNode[] }) {
  if (items.length === 0) return null
  return (
    <section aria-label={label}>
      <h3>{label}</h3>
      <ul>
        {items.slice(0, most)}
        {items.length > most && <li>{t('erase.more', { count: items.length - most })}</li>}
      </ul>
    </section>
  )
}
