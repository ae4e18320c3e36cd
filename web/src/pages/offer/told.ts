import { date } from '../../lib/date'
import { number, percent } from '../../lib/fmt'
import { type Money, showMoney } from '../../lib/money'
import type { Column, Told } from './offer'

const amounts = ['money', 'int', 'real', 'percent']

/** Numbers end where their column ends. */
export const isNumber = (column: Column): boolean => amounts.includes(column.type)

const isMoney = (value: Told): value is Money => typeof value === 'object' && value !== null && 'minor' in value

/** A value as the reader's language writes it; "" for none. */
export function told(column: Column, value: Told): string {
  if (value === null || value === '') return ''
  if (isMoney(value)) return showMoney(value)
  if (typeof value === 'number' && column.type === 'percent') return percent(value, 2)
  if (typeof value === 'number') {
    const shown = number(value, { maximumFractionDigits: 6 })
    return column.unit ? `${shown}\u00a0${column.unit}` : shown
  }
  if (column.type === 'date') return date(String(value), 'long')
  return String(value)
}
