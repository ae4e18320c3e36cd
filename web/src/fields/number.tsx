import type { CSSProperties } from 'react'
import type { Field } from '../api/types'
import { foldDigits } from '../lib/digits'
import { number, readNumber, duration as showDuration, percent as showPercent } from '../lib/fmt'
import type { FieldKind } from './field-kind'
import style from './fields.module.css'
import { Typed } from './typed'

const within = (value: number | null | undefined, { min, max }: Field) =>
  typeof value === 'number' && ((min !== undefined && value < min) || (max !== undefined && value > max))
    ? undefined
    : value

const readReal = (typed: string, field: Field) => within(readNumber(typed), field)
const readInt = (typed: string, field: Field) => {
  const value = readReal(typed, field)
  return typeof value === 'number' && !Number.isInteger(value) ? undefined : value
}
const withUnit = (shown: string, field: Field) => (field.unit ? `${shown}\u00a0${field.unit}` : shown)
const shown = (value: number, fraction: number, { plain }: Field) =>
  number(value, { maximumFractionDigits: fraction, useGrouping: plain ? false : 'auto' })
const bare = (value: number | null, field: Field) => (value === null ? '' : shown(value, 6, field))

const counted = (read: FieldKind<number>['read'], fraction: number): FieldKind<number> => ({
  align: 'end',
  width: 110,
  read,
  text: (value, field) => withUnit(shown(value, fraction, field), field),
  Show: ({ value, field }) => <span className="num">{withUnit(shown(value, fraction, field), field)}</span>,
  Edit: (props) => (
    <Typed {...props} inputMode="decimal" typed={bare(props.value, props.field)} read={(t) => read(t, props.field)} />
  ),
})

export const int = counted(readInt, 0)
export const real = counted(readReal, 3)

/** 0 to 100 on the wire. */
export const percent: FieldKind<number> = {
  ...counted(readReal, 2),
  width: 96,
  text: (value) => showPercent(value, 1),
  Show: ({ value }) => <span className="num">{showPercent(value, 1)}</span>,
}

/** 0 to 100 with a bar: how good, how warm. */
export const score: FieldKind<number> = {
  ...counted(readInt, 0),
  align: 'start',
  width: 104,
  Show: ({ value }) => (
    <span className={style.score}>
      <span className={style.track} aria-hidden>
        <i style={{ '--part': value } as CSSProperties} />
      </span>
      <span className="num">{number(value)}</span>
    </span>
  ),
}

/** Seconds on the wire; typed as minutes, "1:30" or "90". */
function readDuration(typed: string): number | null | undefined {
  const text = foldDigits(typed).trim()
  const clock = /^(\d+):([0-5]?\d)$/.exec(text)
  if (clock) return Number(clock[1]) * 3600 + Number(clock[2]) * 60
  const minutes = readNumber(text)
  return typeof minutes === 'number' ? Math.round(minutes * 60) : minutes
}

export const duration: FieldKind<number> = {
  align: 'end',
  width: 110,
  read: readDuration,
  text: (value) => showDuration(value),
  Show: ({ value }) => <span className="num">{showDuration(value)}</span>,
  Edit: (props) => (
    <Typed
      {...props}
      inputMode="text"
      latin
      typed={
        props.value === null
          ? ''
          : `${Math.floor(props.value / 3600)}:${String(Math.round((props.value % 3600) / 60)).padStart(2, '0')}`
      }
      read={readDuration}
    />
  ),
}
