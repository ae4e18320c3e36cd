import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '../../api/api'
import type { Entity, Row } from '../../api/types'
import { isBlank } from '../../fields'
import { FieldValue } from '../../fields/field-value'
import { t } from '../../lib/words'
import { fieldsOf, useEntity } from '../../meta/use-meta'
import { ErrorBox, Skeleton } from '../../ui/bits'
import { Select } from '../../ui/select'
import { ChangeLine, shownChanges } from '../change-line'
import { changesBetween, type Kept, type KeptLine, linesBetween } from './compare'
import style from './versions.module.css'

/** It never changes: fetched once. */
const useKept = (row: Row, number: number) =>
  useQuery({
    queryKey: ['version', row.entity, row.id, number],
    queryFn: ({ signal }) => get<Kept>(`${row.entity}/${row.id}/versions/${number}`, { signal }),
    enabled: number > 0,
    staleTime: Number.POSITIVE_INFINITY,
  })

interface VersionPartProps {
  entity: Entity
  row: Row
  number: number
  /** those before it, the newest first */
  older: readonly number[]
}

/** One version: what became of another, the one before unless somebody chooses; of the first, all that it said. */
export function VersionPart({ entity, row, number, older }: VersionPartProps) {
  const [since, setSince] = useState(older[0] ?? 0)
  const now = useKept(row, number)
  const was = useKept(row, since)
  const error = now.error ?? was.error
  if (error) return <ErrorBox title={error.message} />
  return (
    <div className={style.part}>
      {older.length > 0 && (
        <Select
          className={style.since}
          label={t('versions.against')}
          value={since === 0 ? null : String(since)}
          onChange={(id) => setSince(Number(id ?? 0))}
          none={t('versions.nothing')}
          options={older.map((n) => ({ id: String(n), label: t('versions.nth', { n }) }))}
        />
      )}
      {now.data && (since === 0 || was.data) ? (
        <Told entity={entity} now={now.data} was={was.data} />
      ) : (
        <Skeleton rows={3} />
      )}
    </div>
  )
}

function Told({ entity, now, was }: { entity: Entity; now: Kept; was: Kept | undefined }) {
  return (
    <>
      <p className={style.note}>{was ? t('versions.since', { n: was.number }) : t('versions.first')}</p>
      {was ? <Compared entity={entity} was={was} now={now} /> : <First entity={entity} kept={now} />}
    </>
  )
}

function First({ entity, kept }: { entity: Entity; kept: Kept }) {
  const line = useEntity(entity.lines?.entity ?? '')
  const fields = fieldsOf(entity, entity.views.table).filter(({ name }) => !isBlank(kept.fields[name]))
  return (
    <>
      <dl className={style.facts}>
        {fields.map((field) => (
          <div key={field.name}>
            <dt>{field.label}</dt>
            <dd>
              <FieldValue field={field} row={kept} dense />
            </dd>
          </div>
        ))}
      </dl>
      {line && kept.lines?.map((one) => <KeptLineText key={one.id} line={line} fields={one.fields} />)}
    </>
  )
}

function Compared({ entity, was, now }: { entity: Entity; was: Kept; now: Kept }) {
  const line = useEntity(entity.lines?.entity ?? '')
  const heads = shownChanges(entity, changesBetween(was.fields, now.fields))
  const lines = line ? linesBetween(was.lines ?? [], now.lines ?? [], entity.lines?.order) : []
  if (heads.length === 0 && lines.length === 0) return <p>{t('versions.same')}</p>
  return (
    <>
      {heads.map(([field, change]) => (
        <ChangeLine key={field.name} field={field} change={change} label />
      ))}
      {line &&
        lines.map((one) => (
          <div key={one.id} className={style.line} data-what={one.what}>
            <b>{t(`versions.${one.what}`)}</b>
            <KeptLineText line={line} fields={one.fields} short={one.what === 'changed'} />
            {shownChanges(line, one.changes).map(([field, change]) => (
              <ChangeLine key={field.name} field={field} change={change} label />
            ))}
          </div>
        ))}
    </>
  )
}

/** A line in a sentence: what it is called and, unless what changed is told anyway, its facts. */
function KeptLineText({ line, fields, short }: { line: Entity; fields: KeptLine['fields']; short?: boolean }) {
  const names = [line.face.title, ...(short ? [] : (line.face.facts ?? []))]
  const row = { fields, refs: {} }
  return (
    <p className={style.text}>
      {fieldsOf(line, names)
        .filter(({ name }) => !isBlank(fields[name]))
        .map((field) => (
          <span key={field.name} title={field.label} dir="auto">
            <FieldValue field={field} row={row} dense />
          </span>
        ))}
    </p>
  )
}
