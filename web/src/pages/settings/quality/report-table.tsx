import type { OwnerTally, QualityReport, Tally } from '../../../api/quality'
import type { Entity } from '../../../api/types'
import { number, percent } from '../../../lib/fmt'
import { cx } from '../../../lib/text'
import { t } from '../../../lib/words'
import { Link } from '../../../ui/link'
import { byNeed, listOf, missingOf, type What } from './lists'
import style from './quality.module.css'

const nameOf = ({ owner }: OwnerTally): string =>
  owner === null ? t('quality.nobody') : owner.title || t('quality.unseen')

/** By owner and of all, every number the way to its records. On a phone each owner is a card. */
export function ReportTable({ entity, report: { all, rows = [] } }: { entity: Entity; report: QualityReport }) {
  const { completeness, missing_fields } = entity.fields
  const columns = [
    t('quality.records'),
    ...(all.completeness === undefined ? [] : [completeness?.label ?? '', missing_fields?.label ?? '']),
    ...(all.doubtful === undefined ? [] : [t('quality.doubtful')]),
    ...(all.stale === undefined ? [] : [t('quality.stale')]),
  ]
  return (
    <table className={style.table} aria-label={entity.label[1]}>
      <thead>
        <tr>
          <th scope="col">{t('quality.owner')}</th>
          {columns.map((label) => (
            <th key={label} scope="col">
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.length !== 1 && <Line entity={entity} tally={all} name={t('quality.all')} whole />}
        {byNeed(rows).map((row) => (
          <Line key={row.owner?.id ?? ''} entity={entity} tally={row} name={nameOf(row)} />
        ))}
      </tbody>
    </table>
  )
}

function Line({ entity, tally, name, whole }: { entity: Entity; tally: Tally; name: string; whole?: boolean }) {
  const { completeness, missing_fields } = entity.fields
  const cell = (label: string, what: What, count: number | undefined, shown = number(count ?? 0)) =>
    count !== undefined && (
      <td data-label={label}>
        {count === 0 ? (
          <span className="quiet">{shown}</span>
        ) : (
          <Link
            className="link"
            to={listOf(entity, tally, what)}
            aria-label={t('quality.cell', { owner: name, what: label, value: shown })}
          >
            {shown}
          </Link>
        )}
      </td>
    )
  const score = tally.completeness
  return (
    <tr className={cx(whole && style.all)}>
      <th scope="row">
        <bdi>{name}</bdi>
      </th>
      {cell(t('quality.records'), 'records', tally.records)}
      {score !== undefined && cell(completeness?.label ?? '', 'incomplete', tally.incomplete, percent(score))}
      {score !== undefined && (
        <td data-label={missing_fields?.label} className={style.missing}>
          <Missing entity={entity} tally={tally} name={name} />
        </td>
      )}
      {cell(t('quality.doubtful'), 'doubtful', tally.doubtful)}
      {cell(t('quality.stale'), 'stale', tally.stale)}
    </tr>
  )
}

function Missing({ entity, tally, name }: { entity: Entity; tally: Tally; name: string }) {
  const missing = missingOf(tally)
  if (missing.length === 0) return <span className="quiet">{number(0)}</span>
  return (
    <ul>
      {missing.map(([at, count]) => {
        const field = entity.fields[at]?.label ?? at
        const value = number(count)
        return (
          <li key={at}>
            <Link
              className={style.piece}
              to={listOf(entity, tally, { missing: at })}
              aria-label={t('quality.missing_cell', { owner: name, field, value })}
            >
              {field} <strong>{value}</strong>
            </Link>
          </li>
        )
      })}
    </ul>
  )
}
