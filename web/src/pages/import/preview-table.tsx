import type { Alike, Does, Import, PreviewRow } from '../../api/imports'
import type { Entity, Field } from '../../api/types'
import { isBlank } from '../../fields'
import { FieldValue } from '../../fields/field-value'
import { list, number } from '../../lib/fmt'
import { t } from '../../lib/words'
import { Pill } from '../../ui/bits'
import style from './rows.module.css'

const hues: Record<Does, number | undefined> = { create: 145, update: 220, skip: undefined, refuse: 20 }

interface PreviewTableProps {
  rows: readonly PreviewRow[]
  entity: Entity
  import: Import
}

/** Row by row: what happens to it, what it becomes, and in which cell something is wrong. */
export function PreviewTable({ rows, entity, import: given }: PreviewTableProps) {
  const names = new Set([
    ...given.header.flatMap((h) => given.map.columns[h]?.to ?? []),
    ...Object.keys(given.map.set ?? {}),
    ...rows.flatMap((r) => r.faults.map((f) => f.at.split('.')[0] ?? '')),
  ])
  const fields = [...names].map((name) => entity.fields[name]).filter((f): f is Field => f !== undefined)
  return (
    <table className={style.preview}>
      <thead>
        <tr>
          <th scope="col">{t('import.line')}</th>
          <th scope="col">{t('import.does')}</th>
          {fields.map((f) => (
            <th key={f.name} scope="col">
              {f.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const elsewhere = row.faults.filter(
            (f) => !names.has(f.at.split('.')[0] ?? '') || !entity.fields[f.at.split('.')[0] ?? ''],
          )
          return (
            <tr key={row.line} data-does={row.does}>
              <td className="num">{number(row.line)}</td>
              <td>
                <Pill hue={hues[row.does]}>{t(`import.does.${row.does}`)}</Pill>
                <Resembles entity={entity} alike={row.alike} />
                {elsewhere.map((f) => (
                  <p key={f.at + f.code} className={style.fault}>
                    {f.text}
                  </p>
                ))}
              </td>
              {fields.map((f) => (
                <Cell key={f.name} field={f} row={row} import={given} />
              ))}
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

/** The surest of those the row resembles: a record, or a row before it. */
function Resembles({ entity, alike }: { entity: Entity; alike: readonly Alike[] }) {
  const [one] = alike
  if (!one) return null
  const said = {
    fields: list(one.why.map((name) => entity.fields[name]?.label ?? name)),
    score: number(one.score),
  }
  return (
    <p className={style.alike} dir="auto">
      {one.line !== undefined ? (
        t('import.alike_row', { ...said, line: number(one.line) })
      ) : (
        <a className="link" href={`/${one.entity}/${one.id}`} target="_blank" rel="noreferrer">
          {t('import.alike', { ...said, title: one.title })}
        </a>
      )}
      {alike.length > 1 && ` ${t('import.alike_more', { count: number(alike.length - 1) })}`}
    </p>
  )
}

function Cell({ field, row, import: given }: { field: Field; row: PreviewRow; import: Import }) {
  const faults = row.faults.filter((f) => f.at.split('.')[0] === field.name)
  const value = row.fields[field.name]
  const found = field.type !== 'ref' || row.refs[field.name] !== undefined
  const wellFormed = faults.length === 0 && found
  const written = typeof value === 'string' ? value : undefined
  return (
    <td className={faults.length ? style.wrongCell : undefined}>
      {wellFormed && <FieldValue field={field} row={row} dense />}
      {!wellFormed && !isBlank(value) && <span dir="auto">{rawText(field, row, given) ?? written}</span>}
      {field.type === 'ref' && !found && !isBlank(value) && faults.length === 0 && (
        <span className={style.fresh}>{t('import.new_ref')}</span>
      )}
      {faults.map((f) => (
        <p key={f.code} className={style.fault}>
          {f.text}
        </p>
      ))}
    </td>
  )
}

/** As it stands in the file: the header is line 1. */
function rawText(field: Field, row: PreviewRow, given: Import): string | undefined {
  const header = given.header.findIndex((h) => given.map.columns[h]?.to === field.name)
  return given.sample[row.line - 2]?.[header]
}
