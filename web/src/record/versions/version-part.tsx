import { useQuery } from '@tanstack/react-query'
import { get } from '../../api/api'
import type { Entity, Row } from '../../api/types'
import { isBlank } from '../../fields'
import { FieldValue } from '../../fields/field-value'
import { t } from '../../lib/words'
import { fieldsOf, useEntity } from '../../meta/use-meta'
import { ErrorBox, Skeleton } from '../../ui/bits'
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
}

/** One version: what became of the one before, or, of the first, all that it said. */
export function VersionPart({ entity, row, number }: VersionPartProps) {
  const now = useKept(row, number)
  const was = useKept(row, number - 1)
  const error = now.error ?? was.error
  if (error) return <ErrorBox title={error.message} />
  if (!now.data || (number > 1 && !was.data)) return <Skeleton rows={3} />
  return (
    <div className={style.part}>
      <p className={style.note}>{number > 1 ? t('versions.since', { n: number - 1 }) : t('versions.first')}</p>
      {was.data ? (
        <Compared entity={entity} was={was.data} now={now.data} />
      ) : (
        <First entity={entity} kept={now.data} />
      )}
    </div>
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
