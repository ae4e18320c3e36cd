import { Archive, ArchiveRestore, Plus, X } from 'lucide-react'
import { useState } from 'react'
import { t } from '../../../lib/words'
import { Dot } from '../../../ui/bits'
import { Button, IconButton } from '../../../ui/button'
import { TextField } from '../../../ui/text-field'
import style from './edit.module.css'
import { HueButton } from './hue-button'
import { keyName } from './key-name'
import { type Doc, get, isDoc } from './sheet'
import { Sortable } from './sortable'
import type { Draft } from './use-draft'
import { choiceNamed } from './words-at'

/** What may be chosen in a field: words, colours, order; what nobody should choose any more is retired. */
export function ChoicesEdit({ draft, field }: { draft: Draft; field: string }) {
  const [typed, setTyped] = useState('')
  const path = ['fields', field, 'of']
  const of = draft.get(...path)
  const choices: Doc = isDoc(of)
    ? of
    : Object.fromEntries((Array.isArray(of) ? of : []).map((key) => [String(key), {}]))
  const keys = Object.keys(choices)
  const named = (key: string) => choiceNamed(draft.entity, field, key)
  const nameOf = (key: string) => String(draft.word(named(key)) ?? get(choices, [key, 'label']) ?? key)
  /** The pack's choices can be retired; only the company's own, as long as nobody saved it, can be taken away. */
  const isNew = (key: string) => draft.changed(...path, key) && get(draft.kind?.document, [...path, key]) === undefined

  const add = () => {
    const label = typed.trim()
    if (!label) return
    const key = keyName(label, keys, 'choice')
    draft.put([...path, key], { label })
    draft.sayLabel(named(key), label)
    setTyped('')
  }
  return (
    <section className={style.group} aria-label={t('studio.choices')}>
      <h3>{t('studio.choices')}</h3>
      <p className={style.help}>{t('studio.choices_help')}</p>
      <Sortable label={t('studio.choices')} ids={keys} nameOf={nameOf} onMove={(next) => draft.order(path, next)}>
        {(key) => {
          const choice = isDoc(choices[key]) ? choices[key] : {}
          const retired = choice.retired === true
          return (
            <>
              <HueButton
                label={nameOf(key)}
                hue={typeof choice.hue === 'number' ? choice.hue : undefined}
                onChange={(hue) => draft.put([...path, key, 'hue'], hue)}
              />
              <TextField
                label={t('studio.choice_label', { name: nameOf(key) })}
                hideLabel
                className={style.grow}
                value={nameOf(key)}
                data-retired={retired || undefined}
                onChange={(label) => draft.putWord(named(key), label)}
              />
              {isNew(key) ? (
                <IconButton
                  label={t('studio.choice_remove', { name: nameOf(key) })}
                  icon={X}
                  small
                  onClick={() => {
                    draft.putWord(named(key), undefined)
                    draft.put([...path, key], undefined)
                  }}
                />
              ) : (
                <IconButton
                  label={t(retired ? 'studio.choice_revive' : 'studio.choice_retire', { name: nameOf(key) })}
                  icon={retired ? ArchiveRestore : Archive}
                  small
                  pressed={retired}
                  onClick={() => draft.put([...path, key, 'retired'], retired ? undefined : true)}
                />
              )}
            </>
          )
        }}
      </Sortable>
      <div className={style.add}>
        <Dot />
        <TextField
          label={t('studio.choice_new')}
          hideLabel
          placeholder={t('studio.choice_new')}
          className={style.grow}
          value={typed}
          onChange={setTyped}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
            event.preventDefault()
            add()
          }}
        />
        <Button icon={Plus} onClick={add} disabled={!typed.trim()}>
          {t('studio.add')}
        </Button>
      </div>
    </section>
  )
}
