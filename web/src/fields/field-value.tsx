import type { Field, Row } from '../api/types'
import { isBlank, kindOf } from '.'

interface FieldValueProps {
  field: Field
  row: Pick<Row, 'fields' | 'refs'>
  dense?: boolean
}

/** A field of a row, as its type shows it; nothing when it is empty. */
export function FieldValue({ field, row, dense }: FieldValueProps) {
  const value = row.fields[field.name]
  if (isBlank(value)) return null
  const { Show } = kindOf(field)
  return <Show field={field} value={value} row={row} dense={dense} />
}
