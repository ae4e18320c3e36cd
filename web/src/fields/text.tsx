import type { FieldKind } from './field-kind'
import { Typed } from './typed'

const read = (typed: string) => typed.trim() || null

/** One line of words. */
export const text: FieldKind<string> = {
  align: 'start',
  width: 170,
  read,
  text: (value) => value,
  Show: ({ value }) => <span dir="auto">{value}</span>,
  Edit: (props) => <Typed {...props} typed={props.value ?? ''} read={read} />,
}
