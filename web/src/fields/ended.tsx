import type { Row } from '../api/types'
import { date } from '../lib/date'
import { t } from '../lib/words'
import style from './fields.module.css'

/** Until when it was: of what has ended. */
export function Ended({ row }: { row: Row }) {
  return row.ended ? <span className={style.ended}>{t('record.until', { date: date(row.ended) })}</span> : null
}
