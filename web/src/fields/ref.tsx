import { lazy } from 'react'
import type { AnyRef, Field, Row } from '../api/types'
import { isPerson } from '../meta/use-meta'
import { Avatar } from '../ui/bits'
import { Link } from '../ui/link'
import type { FieldKind } from './field-kind'
import style from './fields.module.css'

const titleOf = (row: Pick<Row, 'refs'> | undefined, name: string, id: string) => row?.refs[name]?.title ?? id

interface ChipProps {
  entity: string
  id: string
  title: string
  dense?: boolean
  person: boolean
}

function RefChip({ entity, id, title, dense, person }: ChipProps) {
  const inside = (
    <>
      <Avatar name={title} person={person} />
      <span className="cut" dir="auto">
        {title}
      </span>
    </>
  )
  return dense ? (
    <span className={style.with}>{inside}</span>
  ) : (
    <Link className={style.with} to={`/${entity}/${id}`}>
      {inside}
    </Link>
  )
}

const target = (field: Field) => [field.to ?? ''].flat()[0] ?? ''

/** Another record, by its title. */
export const ref: FieldKind<string> = {
  align: 'start',
  width: 222,
  read: (typed) => (typed.trim() === '' ? null : undefined),
  text: (value, field, row) => titleOf(row, field.name, value),
  Show: ({ field, value, row, dense }) => (
    <RefChip
      entity={target(field)}
      id={value}
      title={titleOf(row, field.name, value)}
      dense={dense}
      person={isPerson(target(field))}
    />
  ),
  Edit: lazy(() => import('./ref-edit').then((m) => ({ default: m.RefEdit }))),
}

/** A record of one of several entities. */
export const any: FieldKind<AnyRef> = {
  align: 'start',
  width: 222,
  read: (typed) => (typed.trim() === '' ? null : undefined),
  text: (value, field, row) => titleOf(row, field.name, value.id),
  Show: ({ field, value, row, dense }) => (
    <RefChip {...value} title={titleOf(row, field.name, value.id)} dense={dense} person={isPerson(value.entity)} />
  ),
  Edit: lazy(() => import('./ref-edit').then((m) => ({ default: m.AnyEdit }))),
}
