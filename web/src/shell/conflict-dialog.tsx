import { useId, useState } from 'react'
import type { Field, Row } from '../api/types'
import { FieldValue } from '../fields/field-value'
import { ago } from '../lib/date'
import { t } from '../lib/words'
import { useEntity } from '../meta/use-meta'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import style from './conflict-dialog.module.css'
import type { AskedConflict } from './conflicts'

/** Field by field, both values beside each other; what is not chosen is not lost, the history keeps it. */
export function ConflictDialog({ entity, mine, theirs, at, answer }: AskedConflict) {
  const fields = useEntity(entity)?.fields ?? {}
  const [kept, setKept] = useState<string[]>(at)
  const ours = { ...theirs, fields: { ...theirs.fields, ...mine } }
  const who = theirs.refs.updated_by?.title
  const when = theirs.fields.updated_ms
  const choose = (name: string, own: boolean) =>
    setKept((before) => (own ? [...before, name] : before.filter((other) => other !== name)))
  const foot = (
    <>
      <Button onClick={() => answer([])}>{t('conflict.keep_theirs')}</Button>
      <Button kind="primary" onClick={() => answer(kept)}>
        {t('conflict.save')}
      </Button>
    </>
  )
  return (
    <Dialog
      title={t('conflict.title', { title: theirs.title })}
      onClose={() => answer([])}
      foot={foot}
      alert
      width={560}
    >
      <p className={style.why}>
        {who ? t('conflict.why', { who, when: typeof when === 'number' ? ago(when) : '' }) : t('conflict.why_unknown')}
      </p>
      {at.map((name) => {
        const field = fields[name]
        return (
          field && (
            <fieldset key={name} className={style.field}>
              <legend>{field.label}</legend>
              <Side
                field={field}
                row={ours}
                label={t('conflict.mine')}
                on={kept.includes(name)}
                choose={() => choose(name, true)}
              />
              <Side
                field={field}
                row={theirs}
                label={t('conflict.theirs')}
                on={!kept.includes(name)}
                choose={() => choose(name, false)}
              />
            </fieldset>
          )
        )
      })}
    </Dialog>
  )
}

interface SideProps {
  field: Field
  row: Row
  label: string
  on: boolean
  choose: () => void
}

function Side({ field, row, label, on, choose }: SideProps) {
  const id = useId()
  const blank = row.fields[field.name] === null || row.fields[field.name] === undefined
  return (
    <label className={style.side} data-on={on || undefined}>
      <input type="radio" name={field.name} checked={on} onChange={choose} aria-labelledby={id} />
      <span id={id}>
        <small>{label}</small>
        {blank ? <span className="quiet">{t('field.empty')}</span> : <FieldValue field={field} row={row} dense />}
      </span>
    </label>
  )
}
