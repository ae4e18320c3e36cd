import { lazy } from 'react'
import type { Money } from '../api/types'
import { homeCurrency, readMoney, showMoney } from '../lib/money'
import type { FieldKind } from './field-kind'

/** An amount and its currency: { minor, cur } on the wire, minor units as integers. */
export const money: FieldKind<Money> = {
  align: 'end',
  width: 138,
  read: (typed) => readMoney(typed, homeCurrency()),
  text: (value) => showMoney(value),
  Show: ({ value }) => (
    <data className="num" value={`${value.cur} ${value.minor}`}>
      {showMoney(value)}
    </data>
  ),
  Edit: lazy(() => import('./money-edit').then((m) => ({ default: m.MoneyEdit }))),
}
