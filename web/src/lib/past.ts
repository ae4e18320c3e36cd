import { date } from './date'
import { t } from './words'

/** What is told of a record that is one of the past, wherever it is shown or named. */
export interface Past {
  /** since when it is in the archive */
  archived_ms?: number
  /** why it is no more: they died */
  gone?: string
  /** the day since which it has ended: closed, left */
  ended?: string
}

/** That it is one of the past, in words; undefined of what is not. */
export const saysPast = (of: Past | undefined): string | undefined =>
  of?.gone ?? (of?.ended ? t('record.until', { date: date(of.ended) }) : undefined)
