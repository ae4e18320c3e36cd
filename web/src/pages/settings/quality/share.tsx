import type { Tally } from '../../../api/quality'
import type { Entity } from '../../../api/types'
import { number, percent } from '../../../lib/fmt'
import { t } from '../../../lib/words'
import { Link } from '../../../ui/link'
import { type Column, listOf } from './lists'
import style from './quality.module.css'

interface ShareProps {
  entity: Entity
  tally: Tally
  column: Exclude<Column, 'missing'>
  name: string
  label: string
}

/** A number, the way to its records, and how much of all that is, as a bar below it. */
export function Share({ entity, tally, column, name, label }: ShareProps) {
  const score = column === 'completeness'
  const count = tally[column] ?? 0
  const share = score ? count : tally.records && (count * 100) / tally.records
  const shown = score ? percent(count) : number(count)
  const nothing = score ? tally.incomplete === 0 : count === 0
  return (
    <span className={style.share}>
      {nothing ? (
        <span className="quiet">{shown}</span>
      ) : (
        <Link
          className="link"
          to={listOf(entity, tally, score ? 'incomplete' : column)}
          aria-label={t('quality.cell', { owner: name, what: label, value: shown })}
        >
          {shown}
        </Link>
      )}
      {column !== 'records' && (score || count > 0) && (
        <span className={style.bar} data-good={score || undefined} data-tip={percent(Math.round(share))} aria-hidden>
          <i style={{ inlineSize: `${share}%` }} />
        </span>
      )}
    </span>
  )
}
