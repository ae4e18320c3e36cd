import { type FocusEvent, type KeyboardEvent, useRef, useState } from 'react'
import { t } from '../lib/words'
import { Checkbox } from '../ui/checkbox'
import { ComboBox } from '../ui/combo-box'
import { Star } from '../ui/field'
import { Select } from '../ui/select'
import type { EditProps } from './field-kind'
import style from './fields.module.css'
import { isInside } from './inside'

const few = 12

export function ChoiceEdit({
  field,
  value,
  onDone,
  onCancel,
  fault,
  autoFocus,
  hideLabel,
  required,
}: EditProps<string>) {
  const must = required ?? field.required
  // A retired choice is still shown where it is set, but no longer offered.
  const options = Object.entries(field.of ?? {})
    .filter(([key, choice]) => !choice.retired || key === value)
    .map(([id, { label, hue }]) => ({ id, label, hue }))
  const about = { label: field.label, doc: hideLabel ? undefined : field.doc, error: fault, hideLabel, required: must }
  if (options.length > few) {
    const chosen = options.find((o) => o.id === value) ?? null
    return (
      <ComboBox
        {...about}
        options={options}
        value={chosen}
        onChange={(o) => onDone(o?.id ?? null)}
        autoFocus={autoFocus}
        onBlur={onCancel}
      />
    )
  }
  return (
    <Select
      {...about}
      options={options}
      value={value}
      none={must ? undefined : (field.empty ?? t('field.none'))}
      placeholder={t('field.choose')}
      onChange={onDone}
      autoFocus={autoFocus}
      open={autoFocus && hideLabel}
      onClose={onCancel}
    />
  )
}

export function ChoicesEdit({
  field,
  value,
  onDone,
  onCancel,
  fault,
  autoFocus,
  hideLabel,
  required,
}: EditProps<string[]>) {
  const [chosen, setChosen] = useState(value ?? [])
  const box = useRef<HTMLFieldSetElement>(null)
  const give = (next: string[]) => onDone(next.length ? next : null)
  const flip = (key: string, on: boolean) => {
    // In the order of the list, whatever the order of the clicks.
    const next = Object.keys(field.of ?? {}).filter((k) => (k === key ? on : chosen.includes(k)))
    setChosen(next)
    // In place it is handed over on leaving, in a form at every tick.
    if (!onCancel) give(next)
  }
  const leave = (event: FocusEvent) => {
    if (onCancel && !isInside(box.current, event.relatedTarget)) give(chosen)
  }
  const keys = (event: KeyboardEvent) => {
    if (!onCancel) return
    if (event.key === 'Escape') onCancel()
    if (event.key === 'Enter') give(chosen)
  }
  return (
    <fieldset className={style.checks} ref={box} onBlur={leave} onKeyDown={keys}>
      <legend className={hideLabel ? 'sr' : undefined}>
        {field.label}
        {(required ?? field.required) && <Star />}
      </legend>
      {Object.entries(field.of ?? {})
        .filter(([key, choice]) => !choice.retired || chosen.includes(key))
        .map(([key, choice], i) => (
          <Checkbox
            key={key}
            label={choice.label}
            checked={chosen.includes(key)}
            onChange={(on) => flip(key, on)}
            autoFocus={autoFocus && i === 0}
          />
        ))}
      {fault && (
        <p role="alert" className={style.error}>
          {fault}
        </p>
      )}
    </fieldset>
  )
}
