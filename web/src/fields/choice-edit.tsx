import { useId, useState } from 'react'
import { t } from '../lib/words'
import { Chip } from '../ui/bits'
import { Checkbox } from '../ui/checkbox'
import { ComboBox } from '../ui/combo-box'
import { Select } from '../ui/select'
import { TextField } from '../ui/text-field'
import type { EditProps } from './field-kind'
import style from './fields.module.css'

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
      none={must ? undefined : t('field.none')}
      onChange={onDone}
      autoFocus={autoFocus}
      open={autoFocus && hideLabel}
      onClose={onCancel}
    />
  )
}

export function ChoicesEdit({ field, value, onDone, fault, autoFocus, hideLabel }: EditProps<string[]>) {
  const chosen = value ?? []
  const flip = (key: string, on: boolean) => {
    // In the order of the list, whatever the order of the clicks.
    const next = Object.keys(field.of ?? {}).filter((k) => (k === key ? on : chosen.includes(k)))
    onDone(next.length ? next : null)
  }
  return (
    <fieldset className={style.checks}>
      <legend className={hideLabel ? 'sr' : undefined}>{field.label}</legend>
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

export function TagsEdit({
  field,
  value,
  onDone,
  onCancel,
  fault,
  autoFocus,
  hideLabel,
  required,
}: EditProps<string[]>) {
  const id = useId()
  const [typed, setTyped] = useState('')
  const words = value ?? []
  const add = () => {
    const fresh = typed
      .split(/[,،、;]/)
      .map((s) => s.trim())
      .filter((s) => s && !words.includes(s))
    setTyped('')
    if (fresh.length) onDone([...words, ...fresh])
    else onCancel?.()
  }
  return (
    <div className={style.checks} id={id}>
      <TextField
        label={field.label}
        hideLabel={hideLabel}
        doc={hideLabel ? undefined : (field.doc ?? t('field.tags_help'))}
        error={fault}
        required={required ?? field.required}
        value={typed}
        onChange={setTyped}
        onBlur={add}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return
          if (event.key === 'Enter' && typed.trim()) {
            event.preventDefault()
            add()
          } else if (event.key === 'Backspace' && typed === '' && words.length)
            onDone(words.length > 1 ? words.slice(0, -1) : null)
          else if (event.key === 'Escape') onCancel?.()
        }}
        autoFocus={autoFocus}
      />
      <span className={style.pills}>
        {words.map((word) => (
          <Chip
            key={word}
            removeLabel={t('ui.remove_named', { name: word })}
            onRemove={() => onDone(words.length > 1 ? words.filter((w) => w !== word) : null)}
          >
            {word}
          </Chip>
        ))}
      </span>
    </div>
  )
}
