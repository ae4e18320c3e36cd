import type { Field, FieldType, Row, Value } from '../api/types'
import { address } from './address'
import { bool } from './bool'
import { choice, choices, tags } from './choice'
import { email, phone, series, url } from './contact'
import { date, time } from './date'
import type { FieldKind } from './field-kind'
import { file, image } from './file'
import { longText } from './long-text'
import { money } from './money'
import { duration, int, percent, real, score } from './number'
import { personName } from './person-name'
import { any, ref } from './ref'
import { text } from './text'

/** Every type the server knows, in one table. A type without a face does not compile. */
// biome-ignore lint/suspicious/noExplicitAny: the table is the one place where value types meet
export const fieldKinds: Record<FieldType, FieldKind<any>> = {
  text,
  long_text: longText,
  rich_text: longText,
  int,
  real,
  percent,
  score,
  money,
  bool,
  date,
  time,
  duration,
  choice,
  choices,
  tags,
  person_name: personName,
  email,
  phone,
  url,
  address,
  ref,
  any,
  file,
  image,
  number: series,
}

/** The face of a field; of a type this client does not know yet, that of text, to be read only. */
// biome-ignore lint/suspicious/noExplicitAny: as above
export const kindOf = (field: Field): FieldKind<any> => fieldKinds[field.type] ?? text

export const isBlank = (value: Value | undefined): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)

/** A field of a row as plain text; empty when it is. */
export function fieldText(field: Field | undefined, row: Pick<Row, 'fields' | 'refs'>): string {
  const value = field && row.fields[field.name]
  return !field || isBlank(value) ? '' : kindOf(field).text(value, field, row)
}
