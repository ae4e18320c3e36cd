import { lazy } from 'react'
import { dateStamp } from './date-text'
import type { FieldKind } from './field-kind'

/** A day without a time: "2026-11-22" on the wire, never through a zone. Read first, the editor comes when one enters it. */
export const date: FieldKind<string> = {
  align: 'start',
  width: 128,
  ...dateStamp.date,
  Edit: lazy(() => import('./date-edit').then((m) => ({ default: m.DateEdit }))),
}

/** An instant, in ms; shown in the person's zone, near ones as "2 hours ago". */
export const time: FieldKind<number> = {
  align: 'start',
  width: 126,
  ...dateStamp.time,
  Edit: lazy(() => import('./date-edit').then((m) => ({ default: m.TimeEdit }))),
}
