import { type FocusEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { Money } from '../api/types'
import { currencies, homeCurrency, readMoney, typedMoney, unitOf } from '../lib/money'
import { same } from '../lib/text'
import { t } from '../lib/words'
import { Select } from '../ui/select'
import { TextField } from '../ui/text-field'
import type { EditProps } from './field-kind'
import style from './fields.module.css'
import { isInside } from './inside'

const written = (value: Money | null) => (value ? typedMoney(value) : '')

/** The number, and beside it the currency; "1200 USD" typed says both. Handed over when the focus leaves both. */
export function MoneyEdit({ field, value, onDone, onCancel, fault, autoFocus, hideLabel, required }: EditProps<Money>) {
  const [text, setText] = useState(written(value))
  const [cur, setCur] = useState(value?.cur ?? homeCurrency())
  const [unreadable, setUnreadable] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const settled = useRef(value)

  useEffect(() => {
    // A new value from outside, unless somebody is in the middle of typing another.
    if (same(settled.current, value)) return
    settled.current = value
    setText(written(value))
    if (value) setCur(value.cur)
  }, [value])

  // The company's own and the one that is set go before the rest.
  const first = [homeCurrency(), value?.cur]
  const options = [...currencies()]
    .sort((a, b) => Number(first.includes(b.code)) - Number(first.includes(a.code)))
    .map(({ code }) => ({ id: code, label: unitOf(code), under: code }))

  const done = () => {
    const next = readMoney(text, cur)
    setUnreadable(next === undefined)
    if (next === undefined) return
    if (next) {
      setCur(next.cur)
      setText(typedMoney(next))
    }
    settled.current = next
    onDone(next)
  }
  const leave = (event: FocusEvent) => {
    if (!isInside(box.current, event.relatedTarget)) done()
  }
  const keys = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || !(event.target instanceof HTMLInputElement)) return
    if (event.key === 'Enter') {
      if (onCancel) event.preventDefault()
      done()
    } else if (event.key === 'Escape' && onCancel) {
      event.stopPropagation()
      onCancel()
    }
  }
  return (
    <div className={style.money} ref={box} onBlur={leave} onKeyDown={keys}>
      <TextField
        label={field.label}
        doc={hideLabel ? undefined : field.doc}
        error={fault ?? (unreadable ? t('field.unreadable') : undefined)}
        required={required ?? field.required}
        hideLabel={hideLabel}
        inputMode="decimal"
        autoComplete="off"
        autoFocus={autoFocus}
        value={text}
        onChange={(next) => {
          setUnreadable(false)
          setText(next)
        }}
      />
      {options.length > 1 && (
        <Select
          label={t('field.currency')}
          hideLabel={hideLabel}
          options={options}
          value={cur}
          onChange={(code) => code && setCur(code)}
        />
      )}
    </div>
  )
}
