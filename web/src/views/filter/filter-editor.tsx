import { useState } from 'react'
import type { Field, Value } from '../../api/types'
import { isBlank } from '../../fields'
import { t } from '../../lib/words'
import { Button } from '../../ui/button'
import { Select } from '../../ui/select'
import { type Ask, askOf, asksOf, termOf, wants } from './asks'
import style from './filter.module.css'
import type { Term } from './rule-text'
import { ValueEdit } from './value-edit'

interface FilterEditorProps {
  field: Field
  term: Term | undefined
  onChange: (term: Term) => void
  onRemove?: () => void
  onDone: () => void
}

function complete(ask: Ask, values: readonly Value[]): boolean {
  const kind = wants(ask)
  const full = values.filter((value) => !isBlank(value)).length
  if (kind === 'days') return Number(values[0]) > 0
  return full >= { none: 0, one: 1, many: 1, two: 2 }[kind]
}

/** What is asked of one field; every complete step is applied at once. */
export function FilterEditor({ field, term, onChange, onRemove, onDone }: FilterEditorProps) {
  const offered = asksOf(field)
  const start = (term && askOf(field, term)) ?? { ask: offered[0]!, values: [] as Value[] }
  const [ask, setAsk] = useState(start.ask)
  const [values, setValues] = useState<Value[]>(start.values)

  const put = (nextAsk: Ask, next: Value[]) => {
    setAsk(nextAsk)
    setValues(next)
    if (complete(nextAsk, next)) onChange(termOf(field, nextAsk, next))
  }
  const pick = (id: string | null) => {
    const next = id as Ask
    // What was entered stays where the new question takes the same kind of answer.
    const keep =
      wants(next) === wants(ask) || (wants(next) !== 'none' && wants(next) !== 'days' && wants(ask) !== 'days')
    put(next, wants(next) === 'days' ? [30] : keep && wants(next) !== 'none' ? values : [])
  }
  // A question without values is complete from the start: it is asked when the person says so.
  const done = () => {
    if (!term && values.length === 0 && complete(ask, values)) onChange(termOf(field, ask, values))
    onDone()
  }
  return (
    <div className={style.editor}>
      <Select
        label={field.label}
        options={offered.map((id) => ({ id, label: t(`ask.${id}`) }))}
        value={ask}
        onChange={pick}
        autoFocus={wants(ask) === 'none'}
      />
      <ValueEdit key={ask} field={field} ask={ask} values={values} onChange={(next) => put(ask, next)} />
      <div className={style.editorFoot}>
        {onRemove && (
          <Button kind="ghost" onClick={onRemove}>
            {t('filter.remove')}
          </Button>
        )}
        <Button kind="primary" onClick={done}>
          {t('filter.done')}
        </Button>
      </div>
    </div>
  )
}
