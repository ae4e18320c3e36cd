import { useState } from 'react'
import { t } from '../../../lib/words'
import { useMeta } from '../../../meta/use-meta'
import { Button } from '../../../ui/button'
import { Checkbox } from '../../../ui/checkbox'
import { ComboBox, Dialog } from '../../../ui/lazy'
import { TextArea, TextField } from '../../../ui/text-field'
import style from './edit.module.css'
import { type Offered, offered, typeDoc, typeIcon, typeLabel } from './field-types'
import { isKeyName, keyName } from './key-name'
import news from './new.module.css'
import { choicesOf, newField, type Shown, withField } from './new-field'
import type { Draft } from './use-draft'
import { fieldNamed } from './words-at'

/** A new field: what it is called, what can stand in it, where people meet it. */
export function AddField({ draft, onClose }: { draft: Draft; onClose: (added?: string) => void }) {
  const { entities } = useMeta()
  const [label, setLabel] = useState('')
  const [own, setOwn] = useState<string>()
  const [type, setType] = useState<Offered>('text')
  const [choices, setChoices] = useState('')
  const [to, setTo] = useState<string>()
  const [shown, setShown] = useState<Shown>({ form: true, table: false, create: false })
  const taken = [...new Set([...draft.fields, ...Object.keys(draft.meta?.fields ?? {})])]
  const name = own ?? keyName(label, taken, 'field')
  const clash = taken.includes(name) ? t('studio.name_taken') : isKeyName(name) ? undefined : t('studio.name_bad')
  const several = type === 'choice' || type === 'choices'
  const ready = label.trim() && !clash && (!several || choicesOf(choices).length > 0) && (type !== 'ref' || to)
  const kinds = Object.values(entities).map((e) => ({ id: e.name, label: e.label[1] }))

  const add = () => {
    if (!ready) return
    draft.put(['fields', name], newField({ label: label.trim(), type, choices: choicesOf(choices), to }))
    draft.sayLabel(fieldNamed(draft.entity, name), label.trim())
    for (const [view, names] of Object.entries(withField(draft.get('views'), name, shown)))
      draft.put(['views', view], names)
    onClose(name)
  }
  const foot = (
    <>
      <Button onClick={() => onClose()}>{t('ui.cancel')}</Button>
      <Button kind="primary" submit disabled={!ready}>
        {t('studio.field_add')}
      </Button>
    </>
  )
  return (
    <Dialog title={t('studio.field_new')} onClose={() => onClose()} onSubmit={add} foot={foot} width={640}>
      <div className={style.parts}>
        <TextField
          label={t('studio.label')}
          doc={t('studio.label_help')}
          value={label}
          onChange={setLabel}
          required
          autoFocus
          autoComplete="off"
        />
        <fieldset className={news.types}>
          <legend>{t('studio.type')}</legend>
          <div>
            {offered.map((one) => {
              const Icon = typeIcon(one)
              return (
                <label key={one} className={news.type}>
                  <input type="radio" name="type" className="sr" checked={one === type} onChange={() => setType(one)} />
                  <Icon size={16} aria-hidden />
                  <strong>{typeLabel(one)}</strong>
                  <small>{typeDoc(one)}</small>
                </label>
              )
            })}
          </div>
        </fieldset>
        {several && (
          <TextArea
            label={t('studio.choices')}
            doc={t('studio.choices_lines')}
            value={choices}
            onChange={setChoices}
            rows={4}
            required
          />
        )}
        {type === 'ref' && (
          <ComboBox
            label={t('studio.to')}
            doc={t('studio.to_help')}
            options={kinds}
            value={kinds.find((k) => k.id === to) ?? null}
            onChange={(kind) => setTo(kind?.id)}
            required
          />
        )}
        <fieldset className={news.where}>
          <legend>{t('studio.shown')}</legend>
          {(['form', 'table', 'create'] as const).map((view) => (
            <Checkbox
              key={view}
              label={t(`studio.shown.${view}`)}
              checked={shown[view]}
              onChange={(on) => setShown({ ...shown, [view]: on })}
            />
          ))}
        </fieldset>
        <details className={style.more}>
          <summary>{t('studio.name')}</summary>
          <TextField
            label={t('studio.name')}
            hideLabel
            doc={t('studio.name_help')}
            error={label || own !== undefined ? clash : undefined}
            value={name}
            onChange={(typed) => setOwn(typed || undefined)}
            latin
            spellCheck={false}
          />
        </details>
        {label.trim() && clash && own === undefined && <p className={style.note}>{clash}</p>}
      </div>
    </Dialog>
  )
}
