import { useState } from 'react'
import type { Money } from '../api/types'
import { currencies, homeCurrency, readMoney, typedMoney, unitOf } from '../lib/money'
import { t } from '../lib/words'
import { Select } from '../ui/select'
import type { EditProps } from './field-kind'
import style from './fields.module.css'
import { Typed } from './typed'

/** The number, and beside it the currency; "1200 USD" typed says both. */
export function MoneyEdit(props: EditProps<Money>) {
  const { value, onDone } = props
  const [cur, setCur] = useState(value?.cur ?? homeCurrency())
  const options = currencies().map((c) => ({ id: c.code, label: unitOf(c.code), under: c.code }))
  const done = (next: Money | null) => {
    if (next) setCur(next.cur)
    onDone(next)
  }
  if (options.length < 2 || props.hideLabel) {
    return (
      <Typed
        {...props}
        onDone={done}
        inputMode="decimal"
        placeholder={unitOf(cur)}
        typed={value ? typedMoney(value) : ''}
        read={(s) => readMoney(s, cur)}
      />
    )
  }
  return (
    <div className={style.money}>
      <Typed
        {...props}
        onDone={done}
        inputMode="decimal"
        typed={value ? typedMoney(value) : ''}
        read={(s) => readMoney(s, cur)}
      />
      <Select
        label={t('field.currency')}
        options={options}
        value={cur}
        onChange={(code) => {
          if (!code) return
          setCur(code)
          const next = value && readMoney(typedMoney(value), code)
          if (next) onDone(next)
        }}
      />
    </div>
  )
}
