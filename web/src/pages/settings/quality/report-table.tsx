import type { OwnerTally, Tally } from '../../../api/quality'
import type { Entity } from '../../../api/types'
import { number } from '../../../lib/fmt'
import { usePlace } from '../../../lib/router'
import { t } from '../../../lib/words'
import { Link } from '../../../ui/link'
import { type Column, columns, isTold, listOf, missingOf, sorted } from './lists'
import style from './quality.module.css'
import { ReportHead, SortPick } from './report-head'
import { Share } from './share'

const nameOf = ({ owner }: OwnerTally): string =>
  owner === null ? t('quality.nobody') : owner.title || t('quality.unseen')

const labelOf = ({ fields }: Entity, column: Column): string =>
  column === 'completeness'
    ? (fields.completeness?.label ?? '')
    : column === 'missing'
      ? (fields.missing_fields?.label ?? '')
      : t(`quality.${column}`)

/** By owner and of all, every number the way to its records. On a phone each owner is a card. */
export function ReportTable({ entity, all, rows }: { entity: Entity; all: Tally; rows: OwnerTally[] }) {
  const told = columns.filter((column) => isTold(column, all))
  const sort = usePlace().search.get('sort') ?? ''
  const heads = [{ by: 'owner', label: t('quality.owner') }, ...told.map((by) => ({ by, label: labelOf(entity, by) }))]
  return (
    <>
      {rows.length > 1 && <SortPick heads={heads} sort={sort} />}
      <table className={style.table} aria-label={entity.label[1]}>
        <ReportHead heads={heads} sort={sort} />
        <tbody>
          {rows.length !== 1 && <Line entity={entity} tally={all} told={told} name={t('quality.all')} whole />}
          {sorted(rows, sort, nameOf).map((row) => (
            <Line key={row.owner?.id ?? ''} entity={entity} tally={row} told={told} name={nameOf(row)} />
          ))}
        </tbody>
      </table>
    </>
  )
}

interface LineProps {
  entity: Entity
  tally: Tally
  told: Column[]
  name: string
  whole?: boolean
}

function Line({ entity, tally, told, name, whole }: LineProps) {
  return (
    <tr className={whole ? style.all : undefined}>
      <th scope="row">
        <bdi>{name}</bdi>
      </th>
      {told.map((column) => {
        const label = labelOf(entity, column)
        return (
          <td key={column} data-label={label} className={style[column]}>
            {column === 'missing' ? (
              <Missing entity={entity} tally={tally} name={name} />
            ) : (
              <Share entity={entity} tally={tally} column={column} name={name} label={label} />
            )}
          </td>
        )
      })}
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
