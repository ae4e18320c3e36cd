import { lazy } from 'react'
import { fullName, type PersonName, splitName } from '../lib/names'
import type { FieldKind } from './field-kind'

export const personName: FieldKind<PersonName> = {
  align: 'start',
  width: 190,
  read: splitName,
  text: fullName,
  Show: ({ value }) => <span dir="auto">{fullName(value)}</span>,
  Edit: lazy(() => import('./parts-edit').then((m) => ({ default: m.PersonNameEdit }))),
}
