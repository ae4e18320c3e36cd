import { ago, date, dateTime, exact } from '../lib/date'
import { foldDigits } from '../lib/digits'
import type { FieldKind } from './field-kind'

/** The light half of dates: what lists need. Reading of typed dates is in lib/date-read and comes with the editor. */
export const dateStamp: Record<'date', Omit<FieldKind<string>, 'Edit' | 'align' | 'width'>> &
  Record<'time', Omit<FieldKind<number>, 'Edit' | 'align' | 'width'>> = {
  date: {
    read: (typed) => {
      const text = foldDigits(typed).trim()
      return text === '' ? null : /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : undefined
    },
    text: (value) => date(value, 'medium'),
    Show: ({ value }) => (
      <time dateTime={value} data-tip={date(value, 'full')}>
        {date(value)}
      </time>
    ),
  },
  time: {
    read: (typed) => {
      const at = Date.parse(foldDigits(typed))
      return typed.trim() === '' ? null : Number.isNaN(at) ? undefined : at
    },
    text: (value) => dateTime(value),
    Show: ({ value }) => (
      <time dateTime={new Date(value).toISOString()} data-tip={exact(value)}>
        {ago(value)}
      </time>
    ),
  },
}
