import { X } from 'lucide-react'
import { targets } from '../../api/api'
import type { Entity, Field, Value } from '../../api/types'
import { isBlank, kindOf } from '../../fields'
import { date, dateOf } from '../../lib/date'
import { list, number } from '../../lib/fmt'
import { t } from '../../lib/words'
import { Opens } from '../../ui/opens'
import { type Ask, askOf, wants } from './asks'
import style from './filter.module.css'
import { isWritten, type Part, type Term, writeRule } from './rule-text'
import { type InSegment, segmentIn } from './segments'
import { useTitles } from './use-titles'

interface FilterChipProps {
  entity: Entity
  part: Part
  onChange: (part: Part) => void
  onRemove: () => void
}

const load = () => import('./filter-popover')

/** field · operator · value · × */
export function FilterChip({ entity, part, onChange, onRemove }: FilterChipProps) {
  const field = isWritten(part) ? undefined : entity.fields[part.field]
  const segment = segmentIn(part)
  const said = !isWritten(part) && field ? askOf(field, part) : undefined
  // A comparison no question covers is shown as the rule it is.
  const shown: Part = said ? part : { text: writeRule({ join: 'and', parts: [part] }) }
  return (
    <li className={style.chip}>
      <Opens
        load={load}
        kind="dialog"
        trigger={(props) => (
          <button {...props} type="button" className={style.chipText}>
            {segment ? (
              <SaidSegment {...segment} />
            ) : said && field ? (
              <Said field={field} term={part as Term} ask={said.ask} values={said.values} />
            ) : (
              <bdi dir="ltr" className={style.written}>
                {(shown as { text: string }).text}
              </bdi>
            )}
          </button>
        )}
        body={({ FilterPopover }, overlay) => (
          <FilterPopover {...overlay} entity={entity} part={shown} onChange={onChange} onRemove={onRemove} />
        )}
      />
      <button
        type="button"
        className={style.chipOff}
        aria-label={t('filter.remove_named', { name: field?.label ?? t(segment ? 'filter.segment' : 'filter.rule') })}
        onClick={onRemove}
      >
        <X size={12} aria-hidden />
      </button>
    </li>
  )
}

function SaidSegment({ id, not }: InSegment) {
  const name = useTitles('segment', [id])[id]
  return (
    <>
      <span className={style.chipField}>{t('filter.segment')}</span>
      <span className={style.chipSaid} dir="auto">
        {not && <span className={style.chipAsk}>{t('filter.segment_out')} </span>}
        {name ?? '…'}
      </span>
    </>
  )
}

const silent: Ask[] = ['any_of', 'yes']

function Said({ field, ask, values }: { field: Field; term: Term; ask: Ask; values: Value[] }) {
  const [to = ''] = targets(field)
  const titles = useTitles(to, field.type === 'ref' ? (values as string[]) : [])
  const text = (value: Value): string => {
    if (isBlank(value)) return '…'
    if (field.type === 'ref') return titles[String(value)] ?? '…'
    if (field.type === 'date' && typeof value === 'string') return date(value)
    if (field.type === 'time' && typeof value === 'number') return dateOf(value)
    if (field.type === 'choices') return field.of?.[String(value)]?.label ?? String(value)
    if (typeof value === 'string' && field.type !== 'choice') return value
    return kindOf(field).text(value as never, field)
  }
  const kind = wants(ask)
  const value =
    kind === 'days'
      ? t('filter.n_days', { count: Number(values[0]) })
      : kind === 'two'
        ? `${text(values[0] ?? null)} – ${text(values[1] ?? null)}`
        : list(values.map(text), 'disjunction')
  return (
    <>
      <span className={style.chipField}>{field.label}</span>
      <span className={style.chipSaid} dir="auto">
        {!(silent.includes(ask) && kind === 'many') && <span className={style.chipAsk}>{t(`ask.${ask}`)}</span>}{' '}
        {values.length > 3 && kind === 'many' ? t('filter.n_values', { count: number(values.length) }) : value}
      </span>
    </>
  )
}
