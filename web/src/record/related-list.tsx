import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { api } from '../api/api'
import type { Entity, Field, Row } from '../api/types'
import { isBlank } from '../fields'
import { FieldValue } from '../fields/field-value'
import { count } from '../lib/fmt'
import { saysPast } from '../lib/past'
import { t } from '../lib/words'
import { archives } from '../meta/archives'
import { may } from '../meta/may'
import { fieldsOf, isPerson } from '../meta/use-meta'
import { openCreate } from '../store/new-record'
import { putRow } from '../store/records'
import { prefetchRow, useRow } from '../store/use-record'
import { Avatar } from '../ui/bits'
import { IconButton } from '../ui/button'
import { Called } from '../ui/called'
import { Link as Anchor } from '../ui/link'
import { faceFields, type Link, presetOf, presetRefs, quoted, underOf } from './about'
import style from './related.module.css'
import { useFresh } from './use-fresh'

const shownRows = 3

interface RelatedListProps {
  link: Link
  row: Row
  /** say also by which field they belong here */
  by: boolean
}

/** Three of the records that refer to this one, the way to all of them, and to one more. */
export function RelatedList({ link, row, by }: RelatedListProps) {
  const { entity, field } = link
  const where = `${field.name} = ${quoted(row.id)}`
  // What belongs to it belongs to it in the archive, too.
  const ask = { where, archived: archives(entity) ? ('with' as const) : undefined }
  const key = ['related', row.id, entity.name, field.name]
  useFresh(entity.name, key)
  const { data } = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => {
      const page = await api.rows(entity.name, { ...ask, limit: shownRows, fields: faceFields(entity) }, signal)
      for (const one of page.rows) putRow(one, false)
      const all = page.next ? await api.count(entity.name, ask, signal) : { count: page.rows.length, exact: true }
      return { ids: page.rows.map((one) => one.id), ...all }
    },
  })
  const title = field.back ?? (by ? `${entity.label[1]} · ${field.label}` : entity.label[1])
  const mayMake = may(entity, 'create') && !!entity.views.create?.length
  const empty = data?.ids.length === 0
  if (empty && !mayMake) return null
  const all = `/${entity.name}?${new URLSearchParams({ where, ...(ask.archived && { archived: ask.archived }) })}`
  return (
    <section className={style.list} aria-label={title}>
      <div className={style.listHead}>
        <h2>{title}</h2>
        {data && data.count > 0 && <span className={style.count}>{count(data.count, data.exact)}</span>}
        {mayMake && (
          <IconButton
            small
            icon={Plus}
            label={t('related.add', { entity: entity.label[0] })}
            onClick={() => void openCreate(entity.name, presetOf(link, row), presetRefs(link, row))}
          />
        )}
      </div>
      {data && !empty && (
        <ul>
          {data.ids.map((id) => (
            <RelatedRow key={id} entity={entity} id={id} here={field} />
          ))}
        </ul>
      )}
      {data && data.count > data.ids.length && (
        <Anchor to={all} className={style.all}>
          {t('related.all', { count: data.count })}
        </Anchor>
      )}
    </section>
  )
}

/** One of them: title, its first fact, its badge. */
function RelatedRow({ entity, id, here }: { entity: Entity; id: string; here: Field }) {
  const row = useRow(entity.name, id)
  if (!row) return null
  const to = `/${entity.name}/${id}`
  const ahead = () => prefetchRow(entity.name, id)
  const badge = entity.face.badge ? entity.fields[entity.face.badge] : undefined
  const facts = fieldsOf(entity, entity.face.facts).filter((f) => f !== here && !isBlank(row.fields[f.name]))
  const fact = facts[0]
  if (isPerson(entity.name))
    return (
      <li>
        <Anchor to={to} className={style.person} onAhead={ahead}>
          <Avatar name={row.title} size="normal" />
          <span>
            <Called of={row} className={style.cardTitle}>
              {row.title}
            </Called>
            <small dir="auto">
              {facts[0] ? <FieldValue field={facts[0]} row={row} dense /> : underOf(entity, row)}
            </small>
          </span>
        </Anchor>
      </li>
    )
  return (
    <li>
      <Anchor to={to} className={style.card} onAhead={ahead}>
        <Called of={row} className={style.cardTitle}>
          {row.title}
        </Called>
        <span className={style.cardLine}>
          <span className={style.fact}>{saysPast(row) ?? (fact && <FieldValue field={fact} row={row} dense />)}</span>
          {badge && !isBlank(row.fields[badge.name]) && <FieldValue field={badge} row={row} dense />}
        </span>
      </Anchor>
    </li>
  )
}
