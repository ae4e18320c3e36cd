import { Plus } from 'lucide-react'
import { type ReactNode, useRef } from 'react'
import type { Entity } from '../../api/types'
import { t } from '../../lib/words'
import { Button } from '../../ui/button'
import { Opens, type Overlay, type TriggerProps } from '../../ui/opens'
import style from './filter.module.css'
import { FilterChip } from './filter-chip'
import type { Filter, Part } from './rule-text'

interface FilterBarProps {
  entity: Entity
  filter: Filter
  onChange: (filter: Filter) => void
}

const load = () => import('./filter-popover')

/** What the list is narrowed to, one chip a condition. */
export function FilterBar({ entity, filter, onChange }: FilterBarProps) {
  const { join, parts } = filter
  if (parts.length === 0) return null
  const other = join === 'and' ? 'or' : 'and'
  return (
    <div className={style.bar}>
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
      <Button kind="ghost" onClick={() => onChange({ join: 'and', parts: [] })}>
        {t('ui.clear')}
      </Button>
    </div>
  )
}

interface AddFilterProps extends FilterBarProps {
  children: (props: TriggerProps) => ReactNode
}

/** Opens the list of fields; the new condition joins the others as soon as it is complete. */
export function AddFilter({ children, ...rest }: AddFilterProps) {
  return (
    <Opens
      load={load}
      kind="dialog"
      trigger={children}
      body={({ FilterPopover }, overlay) => <Adding {...overlay} {...rest} Popover={FilterPopover} />}
    />
  )
}

type Loaded = Awaited<ReturnType<typeof load>>['FilterPopover']

function Adding({ Popover, filter, onChange, ...rest }: FilterBarProps & Overlay & { Popover: Loaded }) {
  // What this popover has added it goes on changing.
  const at = useRef<number>(undefined)
  const put = (part: Part) => {
    at.current ??= filter.parts.length
    const parts = [...filter.parts]
    parts[at.current] = part
    onChange({ ...filter, parts })
  }
  return <Popover {...rest} part={undefined} onChange={put} />
}
