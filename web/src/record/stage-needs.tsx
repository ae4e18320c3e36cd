import { useRef } from 'react'
import type { Entity, Fault, Row } from '../api/types'
import { isBlank } from '../fields'
import { t } from '../lib/words'
import { fieldsOf } from '../meta/use-meta'
import { changeRow } from '../store/records'
import { offerStepBack } from '../store/undo'
import { ErrorBox } from '../ui/bits'
import { Button } from '../ui/button'
import { Popover } from '../ui/popover'
import { DraftFields } from './draft-fields'
import { needsOf } from './stage-path'
import style from './stage-path.module.css'
import { useDraftRecord } from './use-draft-record'
import { useSave } from './use-save'

interface StageNeedsProps {
  entity: Entity
  row: Row
  to: string
  anchor: HTMLElement
  onClose: () => void
}

/** What a stage asks for, asked in place: the move and its facts are saved together. */
export function StageNeeds({ entity, row, to, anchor, onClose }: StageNeedsProps) {
  const at = useRef<HTMLElement | null>(anchor)
  const form = useRef<HTMLFormElement>(null)
  const draft = useDraftRecord({ ...row.fields, stage: to }, row.refs)
  const label = entity.pipeline?.[to]?.label ?? to

  const { faults, error, busy, save } = useSave(form, async () => {
    const now = draft.now()
    const touched = Object.keys(now).filter((name) => now[name] !== row.fields[name])
    const patch = Object.fromEntries(touched.map((name) => [name, now[name] ?? null]))
    const stored = await changeRow(row.entity, row.id, patch, draft.refs)
    offerStepBack({ before: row, stored, fields: touched }, { done: t('stage.moved', { stage: label }) })
    onClose()
  })
  // What the pipeline says is needed, and what the server said was missing.
  const names = new Set([
    ...needsOf(entity, to).map((f) => f.name),
    ...faults.map((f: Fault) => f.at.split('.')[0] ?? ''),
  ])
  names.delete('stage')
  const fields = fieldsOf(entity, [...names]).filter(
    (f) => isBlank(row.fields[f.name]) || faults.some((fault) => fault.at === f.name),
  )
  return (
    <Popover anchor={at} close={onClose} label={t('stage.to', { stage: label })}>
      <form
        ref={form}
        className={style.needs}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <h3>{t('stage.to', { stage: label })}</h3>
        {error && <ErrorBox title={error} />}
        <DraftFields fields={fields} draft={draft} faults={faults} autoFocus must />
        <div className={style.buttons}>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button kind="primary" submit busy={busy}>
            {t('stage.do')}
          </Button>
        </div>
      </form>
    </Popover>
  )
}
