import { useQuery } from '@tanstack/react-query'
import { CalendarPlus } from 'lucide-react'
import { api } from '../api/api'
import type { Entity, Field, Row } from '../api/types'
import { isBlank } from '../fields'
import { FieldValue } from '../fields/field-value'
import { cx } from '../lib/text'
import { t } from '../lib/words'
import { may } from '../meta/may'
import { openCreate } from '../store/new-record'
import { putRow } from '../store/records'
import { useRow } from '../store/use-record'
import { Button } from '../ui/button'
import { Link as Anchor } from '../ui/link'
import { dueOf, type Link, presetOf, presetRefs, quoted, tickOf } from './about'
import { Tick } from './activity-card'
import style from './related.module.css'
import { useFresh } from './use-fresh'

/** What is to be done next about this record, to be ticked off here. */
export function NextStep({ link, row }: { link: Link; row: Row }) {
  const { entity, field } = link
  const tick = tickOf(entity)
  const due = dueOf(entity)
  const key = ['next', row.id, entity.name]
  useFresh(entity.name, key)
  const { data } = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => {
      const open = tick ? ` and (${tick.name} is empty or ${tick.name} = false)` : ''
      const page = await api.rows(
        entity.name,
        { where: `${field.name} = ${quoted(row.id)}${open}`, sort: due?.name, limit: 3 },
        signal,
      )
      for (const one of page.rows) putRow(one, false)
      return page.rows.map((one) => one.id)
    },
  })
  const plan = () => void openCreate(entity.name, presetOf(link, row), presetRefs(link, row))
  const mayPlan = may(entity, 'create')
  return (
    <section className={style.next} aria-label={t('related.next')}>
      <h2>{t('related.next')}</h2>
      {data?.length === 0 && <p className="quiet">{t('related.nothing_next')}</p>}
      {data && data.length > 0 && (
        <ul>
          {data.map((id) => (
            <Step key={id} entity={entity} id={id} tick={tick} due={due} />
          ))}
        </ul>
      )}
      {mayPlan && data?.length === 0 && (
        <Button icon={CalendarPlus} onClick={plan}>
          {t('related.plan')}
        </Button>
      )}
    </section>
  )
}

function Step({ entity, id, tick, due }: { entity: Entity; id: string; tick?: Field; due?: Field }) {
  const row = useRow(entity.name, id)
  if (!row) return null
  const at = due ? row.fields[due.name] : undefined
  const late = typeof at === 'number' && at < Date.now() && !(tick && row.fields[tick.name] === true)
  return (
    <li className={style.step}>
      {tick && <Tick row={row} tick={tick} />}
      <span>
        <Anchor
          to={`/${entity.name}/${id}`}
          className={cx(style.stepTitle, tick && row.fields[tick.name] === true && style.done)}
          dir="auto"
        >
          {row.title}
        </Anchor>
        {due && !isBlank(at) && (
          <small className={cx(late && style.late)}>
            <FieldValue field={due} row={row} dense />
            {late && ` · ${t('timeline.late')}`}
          </small>
        )}
      </span>
    </li>
  )
}
