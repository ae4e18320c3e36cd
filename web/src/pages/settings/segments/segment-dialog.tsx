import { useQueryClient } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { useRef, useState } from 'react'
import { api } from '../../../api/api'
import type { Entity, Row } from '../../../api/types'
import { t } from '../../../lib/words'
import { useMeta } from '../../../meta/use-meta'
import { removeRecord } from '../../../record/remove-record'
import { useSave } from '../../../record/use-save'
import { ErrorBox } from '../../../ui/bits'
import { Button } from '../../../ui/button'
import { Checkbox } from '../../../ui/checkbox'
import { Dialog } from '../../../ui/lazy'
import { TextArea, TextField } from '../../../ui/text-field'
import { toast } from '../../../ui/toast'
import { lookAgain } from '../people/use-org'
import { KindRule } from '../rights/kind-rule'
import style from '../rights/list.module.css'
import { useFits } from '../rights/use-fits'
import { segmentKinds } from './kinds'

/** What a new one begins with: the filter of a list that is to be kept. */
export interface SegmentWish {
  entity: string
  rule: string
}

interface SegmentDialogProps {
  kind: Entity
  of: Row | SegmentWish
  onClose: () => void
}

const isRow = (of: Row | SegmentWish): of is Row => 'id' in of

/** What is in a segment: of which kind, by which rule, how many that is now, and who may use it. */
export function SegmentDialog({ kind, of, onClose }: SegmentDialogProps) {
  const cache = useQueryClient()
  const meta = useMeta()
  const form = useRef<HTMLDivElement>(null)
  const row = isRow(of) ? of : undefined
  const was = isRow(of) ? of.fields : { ...of }
  const [name, setName] = useState(row?.title ?? '')
  const [entity, setEntity] = useState(String(was.entity ?? ''))
  const [rule, setRule] = useState(String(was.rule ?? ''))
  const [purpose, setPurpose] = useState(String(row?.fields.purpose ?? ''))
  const [shared, setShared] = useState(row?.fields.shared === true)
  const records = meta.entities[entity]
  const { count, fault } = useFits(entity, records ? rule : '')
  const { faults, error, busy, save } = useSave(form, async () => {
    const fields = { name: name.trim(), entity, rule: rule.trim(), purpose: purpose.trim() || null, shared }
    if (row) await api.change('segment', row.id, fields, row.version)
    else await api.create('segment', fields)
    lookAgain(cache, 'segment')
    toast(t('segment.saved'))
    onClose()
  })
  const said = (at: string) => faults.find((f) => f.at === at)?.text
  const remove = async () => {
    if (!row || !(await removeRecord(row))) return
    lookAgain(cache, 'segment')
    onClose()
  }
  const { fields } = kind
  const foot = (
    <>
      {row?.may.delete && (
        <Button kind="ghost" icon={Trash2} className={style.away} onClick={() => void remove()}>
          {t('record.delete')}
        </Button>
      )}
      <Button onClick={onClose}>{t('ui.cancel')}</Button>
      <Button kind="primary" submit busy={busy} disabled={!name.trim() || !records || !rule.trim() || !!fault}>
        {t('segment.save')}
      </Button>
    </>
  )
  return (
    <Dialog
      title={row?.title ?? t('create.title', { entity: kind.label[0] })}
      onClose={onClose}
      onSubmit={() => void save()}
      foot={foot}
      width={560}
    >
      <div ref={form} className={style.parts}>
        {error && <ErrorBox title={error} />}
        <div data-field="name">
          <TextField
            label={fields.name?.label ?? ''}
            value={name}
            onChange={setName}
            error={said('name')}
            required
            autoFocus={!row}
          />
        </div>
        <KindRule
          label={fields.entity?.label ?? ''}
          kinds={segmentKinds(meta)}
          of={records}
          rule={rule}
          help={t('segment.rule_help')}
          fits={count === undefined ? undefined : t('segment.fits', { count })}
          fault={fault}
          said={said}
          onKind={setEntity}
          onRule={setRule}
        />
        <TextArea label={fields.purpose?.label ?? ''} value={purpose} onChange={setPurpose} error={said('purpose')} />
        <Checkbox label={t('segment.share')} checked={shared} onChange={setShared} />
      </div>
    </Dialog>
  )
}
