import { lazy } from 'react'
import type { AnyRef, Field, Row } from '../api/types'
import type { Past } from '../lib/past'
import { isPerson } from '../meta/use-meta'
import { Avatar } from '../ui/bits'
import { Called } from '../ui/called'
import { Link } from '../ui/link'
import type { FieldKind } from './field-kind'
import style from './fields.module.css'

const namedBy = (row: Pick<Row, 'refs'> | undefined, name: string): Past | undefined => row?.refs[name]
const titleOf = (row: Pick<Row, 'refs'> | undefined, name: string, id: string) => row?.refs[name]?.title ?? id

interface ChipProps {
  entity: string
  id: string
  title: string
  /** what else is told of it where it is named */
  named: Past | undefined
  dense?: boolean
  person: boolean
}

function RefChip({ entity, id, title, named, dense, person }: ChipProps) {
  const inside = (
    <>
      <Avatar name={title} person={person} />
      <Called of={named}>{title}</Called>
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
      named={namedBy(row, field.name)}
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
    <RefChip
      {...value}
      title={titleOf(row, field.name, value.id)}
      named={namedBy(row, field.name)}
      dense={dense}
      person={isPerson(value.entity)}
    />
  ),
  Edit: lazy(() => import('./ref-edit').then((m) => ({ default: m.AnyEdit }))),
}
