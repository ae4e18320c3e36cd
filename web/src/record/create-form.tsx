import { ChevronDown } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { api, onceKey } from '../api/api'
import type { Entity, Fields, Row } from '../api/types'
import { isBlank } from '../fields'
import { useShortcuts } from '../lib/keys'
import { navigate } from '../lib/router'
import { t } from '../lib/words'
import { defaultOf } from '../meta/default-of'
import { useMe } from '../meta/use-meta'
import { listModels } from '../store/list-model'
import { openMerge } from '../store/merge-wish'
import { type NewRecord, openCreate } from '../store/new-record'
import { putRow } from '../store/records'
import { ErrorBox } from '../ui/bits'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { toast } from '../ui/toast'
import style from './create-form.module.css'
import { DraftFields } from './draft-fields'
import { Duplicates } from './duplicates'
import { fieldsToAsk } from './fields-to-ask'
import { mayMerge } from './merge/may-merge'
import { useDraftRecord } from './use-draft-record'
import { useDuplicates } from './use-duplicates'
import { useSave } from './use-save'
import { useTakenOver } from './use-taken-over'

interface CreateFormProps {
  entity: Entity
  wanted: NewRecord
  onClose: (made?: Row) => void
}

/** Makes a record: a few questions, the rest on demand, and a word if it seems to be there already. */
export function CreateForm({ entity, wanted, onClose }: CreateFormProps) {
  const me = useMe()
  const form = useRef<HTMLDivElement>(null)
  const once = useRef(onceKey())
  const { few, rest } = fieldsToAsk(entity, wanted.preset)
  const begin = (): Fields => ({
    ...Object.fromEntries([...few, ...rest].filter((f) => f.default !== undefined).map((f) => [f.name, defaultOf(f)!])),
    ...(entity.fields.owner && !entity.fields.owner.readonly ? { owner: me.id } : {}),
    ...wanted.preset,
  })
  const refs = { owner: { id: me.id, title: me.name, entity: 'user' }, ...wanted.refs }
  const draft = useDraftRecord(begin(), refs)
  useTakenOver(entity, draft)
  const [whole, setWhole] = useState(false)
  const [nth, setNth] = useState(0)
  const { hits, typed } = useDuplicates(entity, draft)
  const made = useRef<Row>(undefined)

  const { faults, error, busy, save } = useSave(form, async () => {
    const written = Object.fromEntries(Object.entries(draft.now()).filter(([, value]) => !isBlank(value)))
    const row = wanted.linesOf
      ? await api.copy(entity.name, wanted.linesOf, written, once.current)
      : await api.create(entity.name, written, once.current)
    once.current = onceKey()
    made.current = row
    putRow(row)
    for (const model of listModels())
      if (model.entity === entity.name && !model.ask.where && !model.ask.q) model.insert(row)
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: another one begins anew
  useEffect(() => {
    // Over another dialog that one takes the focus back once: ours comes after it.
    const timer = setTimeout(() =>
      form.current?.querySelector<HTMLElement>('[data-field] :is(input, textarea, button)')?.focus(),
    )
    return () => clearTimeout(timer)
  }, [nth])

  // What was refused may be about a field that is still folded away.
  const all = whole || faults.some((f) => rest.some((r) => r.name === f.at.split('.')[0]))

  const create = async (then: 'close' | 'open' | 'another') => {
    if (!(await save()) || !made.current) return
    const row = made.current
    const path = `/${row.entity}/${row.id}`
    if (then === 'another') {
      toast(t('create.made', { title: row.title }), { action: { label: t('create.open'), run: () => navigate(path) } })
      draft.set(begin(), refs)
      setNth((n) => n + 1)
      return
    }
    onClose(row)
    if (then === 'open') navigate(path)
    else
      toast(t('create.made', { title: row.title }), { action: { label: t('create.open'), run: () => navigate(path) } })
  }
  /** It is made, and goes into the one that was there; who thinks better of it has made it. */
  const mergeWith = async (there: string) => {
    if (!(await save()) || !made.current) return
    const row = made.current
    const one = await openMerge(entity.name, [there, row.id], there)
    onClose(one ?? row)
    if (!one)
      toast(t('create.made', { title: row.title }), {
        action: { label: t('create.open'), run: () => navigate(`/${row.entity}/${row.id}`) },
      })
  }
  const leave = () => {
    if (draft.dirty()) {
      const kept = draft.now()
      const keptRefs = draft.refs
      toast(t('create.left'), {
        action: {
          label: t('create.again'),
          run: () => void openCreate(entity.name, kept, keptRefs, wanted.linesOf).then(wanted.answer),
        },
      })
    }
    onClose()
  }
  useShortcuts([{ keys: 'Ctrl+Enter', run: () => void create('close') }])
  const foot = (
    <div className={style.foot}>
      <Button kind="ghost" busy={busy} onClick={() => void create('another')}>
        {t('create.another')}
      </Button>
      <span className={style.space} />
      <Button busy={busy} onClick={() => void create('open')}>
        {t('create.and_open')}
      </Button>
      <Button kind="primary" submit busy={busy} keys="Ctrl+Enter">
        {t('create.do')}
      </Button>
    </div>
  )
  return (
    <Dialog
      title={t('create.title', { entity: entity.label[0] })}
      onClose={leave}
      foot={foot}
      onSubmit={() => void create('close')}
      width={560}
    >
      <div ref={form} key={nth} className={style.body}>
        {error && <ErrorBox title={error} />}
        {wanted.linesOf && <p className={style.note}>{t('create.lines')}</p>}
        <Duplicates
          entity={entity}
          hits={hits}
          onMerge={mayMerge(entity) ? (hit) => void mergeWith(hit.id) : undefined}
        />
        <DraftFields fields={few} draft={draft} faults={faults} onTyped={typed} autoFocus columns />
        {rest.length > 0 && !all && (
          <Button kind="ghost" icon={ChevronDown} aria-expanded={false} onClick={() => setWhole(true)}>
            {t('create.more')}
          </Button>
        )}
        {all && <DraftFields fields={rest} draft={draft} faults={faults} columns />}
      </div>
    </Dialog>
  )
}
