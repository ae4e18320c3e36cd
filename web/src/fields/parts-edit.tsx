import { type FocusEvent, type KeyboardEvent, useMemo, useRef, useState } from 'react'
import type { Address } from '../api/types'
import { countryCurrency } from '../lib/countries'
import { collator, displayName } from '../lib/fmt'
import { languageOf, type PersonName } from '../lib/names'
import { settings } from '../lib/settings'
import { cx, same } from '../lib/text'
import { t } from '../lib/words'
import { useMeta } from '../meta/use-meta'
import { ComboBox } from '../ui/combo-box'
import { Star } from '../ui/field'
import { TextField } from '../ui/text-field'
import type { EditProps } from './field-kind'
import style from './fields.module.css'
import { isInside } from './inside'

type Parts = Partial<Record<string, string>>

/** A value of several parts: handed over when the focus leaves all of them. */
function PartsEdit({
  field,
  value,
  onDone,
  onCancel,
  fault,
  autoFocus,
  hideLabel,
  required,
  parts,
  wide,
  begin = {},
}: Omit<EditProps<Parts>, 'onDone'> & {
  onDone: (value: Record<string, string> | null) => void
  parts: readonly (readonly [name: string, label: string])[]
  wide?: string
  /** what stands there before anything was said; by itself it is nothing */
  begin?: Parts
}) {
  const [draft, setDraft] = useState<Parts>(value ?? begin)
  const box = useRef<HTMLFieldSetElement>(null)
  const done = () => {
    const clean = Object.fromEntries(Object.entries(draft).filter(([, text]) => text?.trim())) as Record<string, string>
    const next = Object.keys(clean).length && !same(clean, begin) ? clean : null
    if (same(next, value)) onCancel?.()
    else onDone(next)
  }
  const leave = (event: FocusEvent) => {
    if (!isInside(box.current, event.relatedTarget)) done()
  }
  const keys = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape') onCancel?.()
    if (event.key === 'Enter') {
      if (onCancel) event.preventDefault()
      done()
    }
  }
  return (
    <fieldset className={style.grid} ref={box} onBlur={leave} onKeyDown={keys}>
      <legend className={hideLabel ? 'sr' : undefined}>
        {field.label}
        {(required ?? field.required) && <Star />}
      </legend>
      {parts.map(([name, label], i) =>
        name === 'country' ? (
          <Country
            key={name}
            label={label}
            value={draft[name] ?? ''}
            onChange={(code) => setDraft({ ...draft, [name]: code })}
          />
        ) : (
          <TextField
            key={name}
            label={label}
            className={cx(name === wide && style.wide)}
            value={draft[name] ?? ''}
            onChange={(text) => setDraft({ ...draft, [name]: text })}
            autoFocus={autoFocus && i === 0}
            autoComplete="off"
          />
        ),
      )}
      {fault && (
        <p role="alert" className={cx(style.error, style.wide)}>
          {fault}
        </p>
      )}
    </fieldset>
  )
}

const named = (id: string) => ({ id, label: /^[A-Z]{2}$/.test(id) ? displayName('region', id) : id })

/** A country is two letters on the wire and a name for people. */
function Country({ label, value, onChange }: { label: string; value: string; onChange: (code: string) => void }) {
  const options = useMemo(
    () =>
      Object.keys(countryCurrency)
        .map(named)
        .sort((a, b) => collator().compare(a.label, b.label)),
    [],
  )
  return (
    <ComboBox
      label={label}
      options={options}
      value={value ? named(value) : null}
      onChange={(chosen) => onChange(chosen?.id ?? '')}
    />
  )
}

export function PersonNameEdit(props: EditProps<PersonName>) {
  const written = props.value ? languageOf(Object.values(props.value).join('')) : settings().language
  const familyFirst = written === 'vi' || written === 'zh'
  const family = ['family', t('name.family')] as const
  const given = ['given', t('name.given')] as const
  const middle = ['middle', t('name.middle')] as const
  const title = ['title', t('name.title')] as const
  const order = familyFirst ? [family, middle, given, title] : [given, middle, family, title]
  return (
    <PartsEdit
      {...props}
      value={props.value && { ...props.value }}
      parts={written === 'zh' ? [family, given, title] : order}
    />
  )
}

export function AddressEdit(props: EditProps<Address>) {
  const { country } = useMeta().site
  const parts = (['street', 'ward', 'district', 'city', 'region', 'post', 'country'] as const).map(
    (name) => [name, t(`address.${name}`)] as const,
  )
  return (
    <PartsEdit {...props} value={props.value && { ...props.value }} parts={parts} wide="street" begin={{ country }} />
  )
}
