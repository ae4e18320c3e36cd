import { useState } from 'react'
import { number, readNumber } from '../../../lib/fmt'
import { t } from '../../../lib/words'
import { Switch } from '../../../ui/checkbox'
import { NumberField, TextField } from '../../../ui/text-field'
import type { From } from './api'
import style from './edit.module.css'
import { Origin } from './origin'
import type { Draft } from './use-draft'
import { fieldBack } from './words-at'

const numbers = ['int', 'real', 'money', 'percent', 'duration']
const texts = ['text', 'email', 'phone', 'url']

interface BoundsProps {
  draft: Draft
  field: string
  type: string
  from: From
}

/** What a value may be at most, at least; its unit; that no two records share it; what refers so on the other's page. */
export function FieldBounds({ draft, field, type, from }: BoundsProps) {
  const at = (key: string) => ['fields', field, key]
  const origin = (key: string) => (
    <Origin
      from={from}
      filled={draft.get(...at(key)) !== undefined}
      said={draft.said(...at(key))}
      onReset={() => draft.put(at(key), undefined)}
    />
  )
  const bound = (key: 'min' | 'max', label: string) => (
    <div>
      <Bound key={key} label={label} value={draft.get(...at(key))} onChange={(value) => draft.put(at(key), value)} />
      {origin(key)}
    </div>
  )
  return (
    <>
      {numbers.includes(type) && (
        <div className={style.pair}>
          {bound('min', t('studio.min'))}
          {bound('max', t('studio.max'))}
        </div>
      )}
      {(type === 'text' || type === 'score') && bound('max', t(type === 'text' ? 'studio.max_letters' : 'studio.max'))}
      {(type === 'int' || type === 'real') && (
        <div>
          <TextField
            label={t('studio.unit')}
            doc={t('studio.unit_help')}
            value={String(draft.get(...at('unit')) ?? '')}
            onChange={(unit) => draft.put(at('unit'), unit || undefined)}
          />
          {origin('unit')}
        </div>
      )}
      {(type === 'int' || type === 'real') && (
        <div>
          <Switch
            label={t('studio.plain')}
            checked={draft.get(...at('plain')) === true}
            onChange={(on) => draft.put(at('plain'), on ? true : draft.delivered(...at('plain')) ? false : undefined)}
          />
          {origin('plain')}
        </div>
      )}
      {type === 'ref' && (
        <div>
          <TextField
            label={t('studio.back')}
            doc={t('studio.back_help')}
            value={String(draft.word(fieldBack(draft.entity, field)) ?? '')}
            onChange={(back) => draft.putWord(fieldBack(draft.entity, field), back || undefined)}
          />
          {origin('back')}
        </div>
      )}
      {texts.includes(type) && (
        <div>
          <Switch
            label={t('studio.unique')}
            checked={draft.get(...at('unique')) === true}
            onChange={(on) => draft.put(at('unique'), on ? true : draft.delivered(...at('unique')) ? false : undefined)}
          />
          {origin('unique')}
        </div>
      )}
    </>
  )
}

function Bound({ label, value, onChange }: { label: string; value: unknown; onChange: (value?: number) => void }) {
  const [typed, setTyped] = useState(typeof value === 'number' ? number(value) : '')
  // What is on its way to a number stands as it is typed; after a reset it is what holds.
  const read = readNumber(typed)
  const shown =
    read === undefined || (read ?? undefined) === value ? typed : typeof value === 'number' ? number(value) : ''
  return (
    <NumberField
      label={label}
      value={shown}
      onChange={(text, read) => {
        setTyped(text)
        if (read !== undefined) onChange(read ?? undefined)
      }}
    />
  )
}
