import type { Field, Fields, Value } from '../../api/types'
import { kindOf } from '../../fields'
import { readMoney } from '../../lib/money'

/** May it be typed? What is calculated, and what only the program sets, is shown. */
export const isTyped = (field: Field): boolean => !field.computed && !field.readonly && !field.system

export const readCell = (typed: string, field: Field, cur: string): Value | undefined =>
  field.type === 'money' ? readMoney(typed, cur) : kindOf(field).read(typed, field)

/** Is it more than one cell? */
export const isTable = (text: string): boolean => /[\t\n]/.test(text.trim())

/** Rows of a spreadsheet as values of the columns from that one on; what cannot be read is left as it is. */
export function pasted(text: string, columns: readonly Field[], from: number, cur: string): Fields[] {
  const rows = text.replace(/\r/g, '').replace(/\n+$/, '').split('\n')
  return rows.map((row) => {
    const cells = row.split('\t').map((cell, i) => {
      const field = columns[from + i]
      const typed = cell.trim().replace(/^"(.*)"$/s, '$1')
      const value = field && isTyped(field) && typed ? readCell(typed, field, cur) : undefined
      return field && value !== undefined && value !== null ? [[field.name, value] as const] : []
    })
    return Object.fromEntries(cells.flat()) as Fields
  })
}
