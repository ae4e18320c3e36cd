import { Eye, EyeOff, Trash2 } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { settings } from '../../../lib/settings'
import { t } from '../../../lib/words'
import { useMeta } from '../../../meta/use-meta'
import { ErrorBox } from '../../../ui/bits'
import { Button } from '../../../ui/button'
import { Switch } from '../../../ui/checkbox'
import { Sheet } from '../../../ui/lazy'
import { TextArea, TextField } from '../../../ui/text-field'
import style from './edit.module.css'
import { FieldBounds } from './field-bounds'
import { fieldFrom } from './field-facts'
import { typeIcon, typeLabel } from './field-types'
import { FromPill, Origin } from './origin'
import type { Draft } from './use-draft'
import { fieldDoc, fieldNamed, type Named } from './words-at'

const FieldConditions = lazy(() => import('./field-conditions').then((m) => ({ default: m.FieldConditions })))
const ChoicesEdit = lazy(() => import('./choices-edit').then((m) => ({ default: m.ChoicesEdit })))

interface FieldSheetProps {
  draft: Draft
  field: string
  onClose: () => void
}

/** One field: how it is called, what it asks for, what may be chosen; for each whose word it is. */
export function FieldSheet({ draft, field, onClose }: FieldSheetProps) {
  const { entities } = useMeta()
  const type = String(draft.get('fields', field, 'type') ?? '')
  const to = [draft.get('fields', field, 'to') ?? []]
    .flat()
    .map((name) => entities[String(name)]?.label[1] ?? String(name))
  const from = fieldFrom(draft, field)
  const ours = from === 'site'
  const hidden = draft.get('fields', field, 'hidden') === true
  const Icon = typeIcon(type)
  const server = draft.studio?.entities.find((e) => e.name === draft.entity)?.server === true
  const faults = draft.problems.filter((p) => p.at === `fields.${field}` || p.at.startsWith(`fields.${field}.`))
  const origin = (...path: string[]) => (
    <Origin
      from={from}
      filled={draft.get('fields', field, ...path) !== undefined}
      said={draft.said('fields', field, ...path)}
      onReset={() => draft.put(['fields', field, ...path], undefined)}
    />
  )
  const wordOrigin = (named: Named) => (
    <Origin
      from={from}
      filled={Boolean(draft.word(named))}
      said={draft.wordSaid(named)}
      delivered={settings().language === 'en' ? String(draft.delivered(...named.path) ?? '') : undefined}
      onReset={() => draft.putWord(named, undefined)}
    />
  )
  const flip = (key: string) => (on: boolean) =>
    draft.put(['fields', field, key], on ? true : draft.delivered('fields', field, key) ? false : undefined)
  const remove = () => {
    draft.removeField(field)
    onClose()
  }
  const foot = (
    <>
      {ours ? (
        <Button kind="ghost" icon={Trash2} className={style.away} onClick={remove}>
          {t('studio.field_remove')}
        </Button>
      ) : (
        <Button
          kind="ghost"
          icon={hidden ? Eye : EyeOff}
          disabled={server}
          className={style.away}
          onClick={() => flip('hidden')(!hidden)}
        >
          {t(hidden ? 'studio.field_show' : 'studio.field_hide')}
        </Button>
      )}
      <Button kind="primary" submit>
        {t('studio.done')}
      </Button>
    </>
  )
  const label = fieldNamed(draft.entity, field)
  const doc = fieldDoc(draft.entity, field)
  return (
    <Sheet title={draft.fieldLabel(field)} onClose={onClose} onSubmit={onClose} foot={foot} width={480}>
      <div className={style.parts}>
        <p className={style.kind}>
          <Icon size={16} aria-hidden />
          <strong>{to.length ? `${typeLabel(type)}: ${to.join(', ')}` : typeLabel(type)}</strong>
          <code dir="ltr">{field}</code>
          <FromPill from={from} />
        </p>
        {faults.map((fault) => (
          <ErrorBox key={fault.at + fault.code} title={fault.message} />
        ))}
        {hidden && <p className={style.note}>{t('studio.hidden_help')}</p>}
        <div>
          <TextField
            label={t('studio.label')}
            value={String(draft.word(label) ?? '')}
            onChange={(value) => draft.putWord(label, value)}
            required
          />
          {wordOrigin(label)}
        </div>
        <div>
          <TextArea
            label={t('studio.doc')}
            doc={t('studio.doc_help')}
            rows={2}
            value={String(draft.word(doc) ?? '')}
            onChange={(value) => draft.putWord(doc, value || undefined)}
          />
          {wordOrigin(doc)}
        </div>
        {type !== 'number' && draft.get('fields', field, 'is') === undefined && (
          <div>
            <Switch
              label={t('studio.required')}
              checked={draft.get('fields', field, 'required') === true}
              onChange={flip('required')}
            />
            {origin('required')}
          </div>
        )}
        <FieldBounds draft={draft} field={field} type={type} from={from} />
        <Suspense>
          <FieldConditions draft={draft} field={field} from={from} />
        </Suspense>
        {(type === 'choice' || type === 'choices') && (
          <Suspense>
            <ChoicesEdit draft={draft} field={field} />
          </Suspense>
        )}
        <p className={style.note}>
          {t(ours ? 'studio.field_remove_help' : server ? 'studio.field_server_help' : 'studio.field_hide_help')}
        </p>
      </div>
    </Sheet>
  )
}
