import { Suspense, useState } from 'react'
import type { Field, FieldType, Value } from '../../api/types'
import { kindOf } from '../../fields'
import { addDays, isoDay, startOfDay } from '../../lib/date'
import { t } from '../../lib/words'
import { Skeleton } from '../../ui/bits'
import { NumberField } from '../../ui/text-field'
import { type Ask, wants } from './asks'
import style from './filter.module.css'
import { RefMany } from './ref-many'

interface ValueEditProps {
  field: Field
  ask: Ask
  values: Value[]
  onChange: (values: Value[]) => void
}

const words: FieldType[] = ['person_name', 'email', 'phone', 'url', 'number', 'tags', 'long_text', 'rich_text']

/** A filter asks for part of a word, a day, one choice: simpler editors than the field's own. */
function asked(field: Field, ask: Ask): Field {
  const plain = { ...field, required: false, doc: '', max: undefined, min: undefined }
  if (wants(ask) === 'many') return { ...plain, type: 'choices' }
  if (words.includes(field.type)) return { ...plain, type: 'text' }
  if (field.type === 'choices') return { ...plain, type: 'choice' }
  return field.type === 'time' ? { ...plain, type: 'date' } : plain
}

/** An instant is asked for by its day: the first moment of it, or the last. */
const instant = (day: Value, last: boolean): Value =>
  typeof day === 'string' ? (last ? startOfDay(addDays(day, 1)) - 1 : startOfDay(day)) : null

/** The values of one question. */
export function ValueEdit({ field, ask, values, onChange }: ValueEditProps) {
  const [days, setDays] = useState(String(values[0] ?? ''))
  const kind = wants(ask)
  if (kind === 'none') return null
  if (kind === 'days')
    return (
      <NumberField
        label={t('filter.days')}
        value={days}
        onChange={(typed, value) => {
          setDays(typed)
          if (value) onChange([Math.round(value)])
        }}
      />
    )
  if (kind === 'many' && field.type === 'ref')
    return <RefMany field={field} ids={values as string[]} onChange={onChange} />

  const { Edit } = kindOf(asked(field, ask))
  const edited = asked(field, ask)
  const time = field.type === 'time'
  const shown = (value: Value | undefined) => (time && typeof value === 'number' ? isoDay(value) : (value ?? null))
  const read = (value: Value, at: number) =>
    time ? instant(value, ask === 'after' || (ask === 'days' && at === 1)) : value
  const one = (at: number, label: string) => (
    <Edit
      key={at}
      field={{ ...edited, label }}
      value={shown(values[at])}
      autoFocus={at === 0}
      hideLabel={kind !== 'two'}
      onDone={(value: Value | undefined) => {
        const next = [...values]
        next[at] = read(value ?? null, at)
        onChange(next)
      }}
    />
  )
  return (
    <Suspense fallback={<Skeleton rows={2} />}>
      {kind === 'many' ? (
        <div className={style.many}>
          <Edit
            field={edited}
            value={values}
            hideLabel
            autoFocus
            onDone={(value: string[] | null) => onChange(value ?? [])}
          />
        </div>
      ) : kind === 'two' ? (
        <div className={style.two}>
          {one(0, t('filter.from'))}
          {one(1, t('filter.to'))}
        </div>
      ) : (
        one(0, field.label)
      )}
    </Suspense>
  )
}
