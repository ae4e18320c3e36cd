import { useQueryClient } from '@tanstack/react-query'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { api, onceKey } from '../api/api'
import type { Fields, Row } from '../api/types'
import { isBlank } from '../fields'
import { t } from '../lib/words'
import { defaultOf } from '../meta/default-of'
import { isNeeded } from '../meta/may'
import { fieldsOf, useMe } from '../meta/use-meta'
import { reloadLists } from '../store/list-model'
import { putRow } from '../store/records'
import { ErrorBox, Kbd } from '../ui/bits'
import { Button } from '../ui/button'
import { typedDir } from '../ui/text-field'
import { type Link, presetOf } from './about'
import style from './composer.module.css'
import { DraftFields } from './draft-fields'
import { keepDraft, keptDraft } from './kept-draft'
import { useDraftRecord } from './use-draft-record'
import { useSave } from './use-save'
import { addToTimeline } from './use-timeline'

interface PaneProps {
  link: Link
  row: Row
  /** changes when somebody asks to write here */
  focus: number
}

/** The words of it, large, and the quick fields of its create view below. */
export function ComposerPane({ link, row, focus }: PaneProps) {
  const { entity, field: about } = link
  const me = useMe()
  const cache = useQueryClient()
  const box = useRef<HTMLDivElement>(null)
  const area = useRef<HTMLTextAreaElement>(null)
  const once = useRef(onceKey())
  const kept = keptDraft(row.entity, row.id)
  const own = kept?.kind === entity.name ? kept : undefined
  const fields = fieldsOf(entity, entity.views.create).filter((f) => f.name !== about.name)
  const main = fields.find((f) => f.name === entity.face.title) ?? fields.find((f) => /text/.test(f.type)) ?? fields[0]
  const quick = fields.filter((f) => f !== main)
  const usual: Fields = Object.fromEntries(
    quick.filter((f) => f.default !== undefined).map((f) => [f.name, defaultOf(f)!]),
  )
  const draft = useDraftRecord(own?.fields ?? usual, own?.refs)
  const [open, setOpen] = useState(own !== undefined || focus > 0)
  const text = String((main && draft.fields[main.name]) ?? '')

  const { faults, error, busy, save } = useSave(box, async () => {
    const written = Object.fromEntries(Object.entries(draft.now()).filter(([, value]) => !isBlank(value)))
    const made = await api.create(entity.name, { ...written, ...presetOf(link, row) }, once.current)
    once.current = onceKey()
    putRow(made)
    draft.set(usual)
    keepDraft(row.entity, row.id, undefined)
    addToTimeline(cache, row.entity, row.id, made, { id: me.id, title: me.name })
    void cache.invalidateQueries({ queryKey: ['next', row.id] })
    reloadLists(entity.name)
  })

  useEffect(() => {
    if (!focus) return
    setOpen(true)
    area.current?.focus()
    area.current?.scrollIntoView({ block: 'center' })
  }, [focus])

  const { fields: typed, refs } = draft
  const dirty = draft.dirty()
  useEffect(() => {
    const blank = Object.entries(typed).every(([name, value]) => isBlank(value) || value === usual[name])
    if (!dirty && !own) return
    const timer = setTimeout(
      keepDraft,
      600,
      row.entity,
      row.id,
      blank ? undefined : { kind: entity.name, fields: typed, refs },
    )
    return () => clearTimeout(timer)
  })

  const keys = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing) return
    event.preventDefault()
    void save()
  }
  const fault = main && faults.find((f) => f.at === main.name)?.text
  const missing = main && isNeeded(main, { fields: typed, me: me.id }) && !text.trim()
  return (
    <div ref={box} onKeyDown={keys} onFocus={() => setOpen(true)}>
      {main && (
        <div data-field={main.name}>
          <textarea
            ref={area}
            className={style.words}
            rows={open ? 3 : 2}
            aria-label={`${entity.label[0]}: ${main.label}`}
            aria-invalid={fault ? true : undefined}
            placeholder={t('composer.write', { field: main.label })}
            dir={typedDir(text)}
            maxLength={main.max}
            value={text}
            onChange={(event) => draft.put(main, event.target.value)}
          />
          {fault && (
            <p role="alert" className={style.fault}>
              {fault}
            </p>
          )}
        </div>
      )}
      {open && quick.length > 0 && (
        <div className={style.quick}>
          <DraftFields fields={quick} draft={draft} faults={faults} columns />
        </div>
      )}
      {error && <ErrorBox title={error} />}
      <div className={style.foot}>
        <Kbd keys="Ctrl+Enter" />
        <Button kind="primary" busy={busy} disabled={missing} onClick={() => void save()}>
          {t('composer.save')}
        </Button>
      </div>
    </div>
  )
}
