import { Plus } from 'lucide-react'
import { t } from '../../lib/words'
import { Button } from '../../ui/button'
import { AddFilter, type FilterProps } from './add-filter'
import style from './filter.module.css'
import { FilterChip } from './filter-chip'

/** The conditions of a rule as chips, whether all or any of them count, and a way to one more. */
export function Conditions({ entity, filter, onChange }: FilterProps) {
  const { join, parts } = filter
  const other = join === 'and' ? 'or' : 'and'
  return (
    <>
      {parts.length > 1 && (
        <button
          type="button"
          className={style.join}
          aria-label={t('filter.join_label', { now: t(`filter.join.${join}`) })}
          data-tip={t(`filter.join_tip.${other}`)}
          onClick={() => onChange({ ...filter, join: other })}
        >
          {t(`filter.join.${join}`)}
        </button>
      )}
      <ul className={style.chips} aria-label={t('filter.title')}>
        {parts.map((part, i) => (
          <FilterChip
            key={i}
            entity={entity}
            part={part}
            onChange={(next) => onChange({ ...filter, parts: parts.with(i, next) })}
            onRemove={() => onChange({ ...filter, parts: parts.filter((_, at) => at !== i) })}
          />
        ))}
      </ul>
      <AddFilter entity={entity} filter={filter} onChange={onChange}>
        {(props) => (
          <Button {...props} kind="ghost" icon={Plus}>
            {t('filter.add')}
          </Button>
        )}
      </AddFilter>
    </>
  )
}
