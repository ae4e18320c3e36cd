import { useId } from 'react'
import { number } from '../../lib/fmt'
import { t } from '../../lib/words'
import { useMeta } from '../../meta/use-meta'
import { iconOf } from '../../ui/icons'
import style from '../steps.module.css'

/** Other records that an action would change, or could. */
export interface Change {
  as: string
  entity: string
  label: string
  count: number
  /** of them the reader's to change */
  may: number
  max: number
  some: { id: string; title: string }[]
  /** absent: it is not asked */
  choose?: { name: string; label: string }[]
}

interface ActChangeProps {
  change: Change
  chosen: string
  fault?: string
  onChoose: (name: string) => void
}

/** How many there are, some of them by name, and what becomes of them. */
export function ActChange({ change, chosen, fault, onChoose }: ActChangeProps) {
  const group = useId()
  const entity = useMeta().entities[change.entity]
  const Icon = iconOf(entity?.icon)
  const { as, count, max, may, some } = change
  const many = count > max
  const rest = count - some.length
  const names = some.map(({ title }) => title).filter(Boolean)
  const options = [{ name: 'leave', label: t('act.leave') }, ...(may > 0 && !many ? (change.choose ?? []) : [])]
  return (
    <fieldset className={style.step} data-field={as}>
      <legend>
        <Icon size={16} strokeWidth={1.75} aria-hidden /> {change.label || entity?.label[1]}
        <span className={style.count}>
          {number(Math.min(count, max))}
          {many && '+'}
        </span>
      </legend>
      <p className={style.names} dir="auto">
        {names.join(' · ')}
        {rest > 0 && ` · ${t('act.more', { count: many ? max : rest })}`}
      </p>
      <div className={style.options} data-tall>
        {options.map(({ name, label }) => (
          <label key={name} className={style.option} data-on={chosen === name || undefined}>
            <input type="radio" name={group} checked={chosen === name} onChange={() => onChoose(name)} />
            {label}
          </label>
        ))}
      </div>
      {many && <p className={style.names}>{t('act.many', { max })}</p>}
      {!many && may < count && <p className={style.names}>{t('act.stays', { count: count - may })}</p>}
      {fault && (
        <p className={style.fault} role="alert">
          {fault}
        </p>
      )}
    </fieldset>
  )
}
