import type { Entity, Row } from '../api/types'
import { percent } from '../lib/fmt'
import { t } from '../lib/words'
import { Chip, Progress } from '../ui/bits'
import style from './completeness.module.css'
import { Doubt } from './doubt'
import { type Doubted, missingOf, scoreOf } from './quality'

interface CompletenessProps {
  entity: Entity
  row: Row
  /** opens a field to be filled in; undefined: it is not here, or not theirs to change */
  openOf: (name: string) => (() => void) | undefined
  /** doubts that are about no field below */
  doubts?: Doubted[]
}

/** How much of what is wanted of such a record is there, and the way to what is not. Silent when it is all there. */
export function Completeness({ entity, row, openOf, doubts = [] }: CompletenessProps) {
  const score = scoreOf(entity, row)
  const missing = missingOf(entity, row)
  const partly = score !== undefined && score < 100
  if (!partly && doubts.length === 0) return null
  const { completeness, missing_fields } = entity.fields
  return (
    <div className={style.box}>
      {partly && (
        <div className={style.score} data-tip={completeness?.doc || undefined}>
          <span>{completeness?.label}</span>
          <Progress label={completeness?.label ?? ''} value={score} total={100} />
          <strong>{percent(score)}</strong>
        </div>
      )}
      {partly && missing.length > 0 && (
        <div role="group" className={style.missing} aria-label={missing_fields?.label}>
          <span aria-hidden>{missing_fields?.label}</span>
          {missing.map(({ field, label }) => (
            <Chip key={field.name} onPress={openOf(field.name)} pressLabel={t('record.add_named', { field: label })}>
              {label}
            </Chip>
          ))}
        </div>
      )}
      {doubts.map((doubt) => (
        <Doubt key={doubt.text} doubt={doubt} />
      ))}
    </div>
  )
}
