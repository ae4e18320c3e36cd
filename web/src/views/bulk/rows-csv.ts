import type { Entity } from '../../api/types'
import { fieldText } from '../../fields'
import { fieldsOf } from '../../meta/use-meta'
import { keyOf, rowOf } from '../../store/records'

/** A cell that a spreadsheet would take for a formula is made plain text. */
export function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^[+-]?[\d\s.,()]+$/.test(text) ? `'${text}` : text
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Chosen rows as they are shown, as a file. The whole list is written by the server; these few are here already. */
export function saveRows(entity: Entity, ids: Iterable<string>, columns: readonly string[]): void {
  const fields = fieldsOf(entity, columns)
  const lines = [fields.map((field) => csvCell(field.label))]
  for (const id of ids) {
    const row = rowOf(keyOf(entity.name, id))
    if (row)
      lines.push(fields.map((field) => csvCell(field.name === entity.face.title ? row.title : fieldText(field, row))))
  }
  const text = `\ufeff${lines.map((line) => line.join(',')).join('\r\n')}\r\n`
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv' }))
  link.download = `${entity.label[1]}.csv`
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
