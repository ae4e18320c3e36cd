import { Paperclip } from 'lucide-react'
import { lazy } from 'react'
import { url } from '../api/api'
import type { FieldKind } from './field-kind'
import style from './fields.module.css'

const Edit = lazy(() => import('./file-edit').then((m) => ({ default: m.FileEdit })))
const href = (id: string) => url(`files/${encodeURIComponent(id)}`)

export const file: FieldKind<string> = {
  align: 'start',
  width: 170,
  read: (typed) => (typed.trim() === '' ? null : undefined),
  text: (value, field, row) => row?.refs[field.name]?.title ?? value,
  Show: ({ field, value, row, dense }) => {
    const name = row?.refs[field.name]?.title ?? field.label
    const inside = (
      <>
        <Paperclip size={14} aria-hidden />
        <span className="cut" dir="auto">
          {name}
        </span>
      </>
    )
    return dense ? (
      <span className={style.with}>{inside}</span>
    ) : (
      <a className={style.with} href={href(value)} download>
        {inside}
      </a>
    )
  },
  Edit,
}

export const image: FieldKind<string> = {
  ...file,
  width: 72,
  Show: ({ field, value, dense }) => (
    <img className={dense ? style.thumb : style.picture} src={href(value)} alt={field.label} loading="lazy" />
  ),
}
