import { type FormEvent, Suspense, useState } from 'react'
import type { Fault } from '../../api/types'
import { number } from '../../lib/fmt'
import { t } from '../../lib/words'
import { Select } from '../../ui/lazy'
import { NumberField } from '../../ui/text-field'
import style from './settings.module.css'

const units: [number, 'day' | 'hour' | 'minute'][] = [
  [1440, 'day'],
  [60, 'hour'],
  [1, 'minute'],
]

/** "7 days", "8 hours": the largest unit that leaves nothing over. */
function spoken(minutes: number): string {
  const [size, unit] = units.find(([size]) => minutes % size === 0) ?? [1, 'minute']
  return number(minutes / size, { style: 'unit', unit, unitDisplay: 'long' })
}

interface LastingProps {
  label: string
  doc: string
  minutes: number
  choices: readonly number[]
  onChange: (minutes: number) => void
}

/** A length of time out of a few; one that was set elsewhere joins them. */
export function Lasting({ label, doc, minutes, choices, onChange }: LastingProps) {
  const all = choices.includes(minutes) ? choices : [...choices, minutes].sort((a, b) => a - b)
  return (
    <Suspense>
      <Select
        label={label}
        doc={doc}
        value={String(minutes)}
        options={all.map((m) => ({ id: String(m), label: spoken(m) }))}
        onChange={(id) => Number(id) !== minutes && onChange(Number(id))}
      />
    </Suspense>
  )
}

interface NumberProps {
  label: string
  doc: string
  value: number
  onChange: (value: number) => Promise<Fault[]>
}

/** A number that is settled when one leaves it; what the server says against it stands below. */
export function PolicyNumber({ label, doc, value, onChange }: NumberProps) {
  const [typed, setTyped] = useState(number(value))
  const [next, setNext] = useState<number | null | undefined>(value)
  const [error, setError] = useState<string>()
  const save = async (event?: FormEvent) => {
    event?.preventDefault()
    if (next === value) return
    if (typeof next !== 'number') return setError(t('field.unreadable'))
    setError((await onChange(next))[0]?.text)
  }
  return (
    <form className={style.fields} onSubmit={save} onBlur={() => void save()}>
      <NumberField
        label={label}
        doc={doc}
        value={typed}
        error={error}
        onChange={(text, read) => {
          setTyped(text)
          setNext(read)
        }}
      />
    </form>
  )
}
