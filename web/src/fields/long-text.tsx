import type { FieldKind } from './field-kind'
import style from './fields.module.css'
import { Typed } from './typed'

const read = (typed: string) => typed.replace(/\s+$/, '') || null

/** Paragraphs. In lists the first line. */
export const longText: FieldKind<string> = {
  align: 'start',
  width: 260,
  read,
  text: (value) => value,
  Show: ({ value, dense }) =>
    dense ? (
      <span dir="auto">{value.split('\n', 1)[0]}</span>
    ) : (
      <span dir="auto" className={style.paragraphs}>
        {value}
      </span>
    ),
  Edit: (props) => <Typed {...props} long typed={props.value ?? ''} read={read} />,
}
