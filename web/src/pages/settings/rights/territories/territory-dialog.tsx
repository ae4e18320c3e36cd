import { useQueryClient } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { useRef, useState } from 'react'
import { api } from '../../../../api/api'
import type { Entity, Row } from '../../../../api/types'
import { t } from '../../../../lib/words'
import { useMeta } from '../../../../meta/use-meta'
import { removeRecord } from '../../../../record/remove-record'
import { useSave } from '../../../../record/use-save'
import { ErrorBox } from '../../../../ui/bits'
import { Button } from '../../../../ui/button'
import { Dialog } from '../../../../ui/lazy'
import { TextField } from '../../../../ui/text-field'
import { toast } from '../../../../ui/toast'
import { lookAgain } from '../../people/use-org'
import { KindRule } from '../kind-rule'
import style from '../list.module.css'
import { useFits } from '../use-fits'
import { territoryKinds } from './kinds'

interface TerritoryDialogProps {
  kind: Entity
  /** none: a new one */
  row: Row | undefined
  onClose: () => void
}

/** What is in a territory: of which kind, and by which rule, with how many it would be. */
export function TerritoryDialog({ kind, row, onClose }: TerritoryDialogProps) {
  const cache = useQueryClient()
  const meta = useMeta()
  const form = useRef<HTMLDivElement>(null)
  const [name, setName] = useState(row?.title ?? '')
  const [entity, setEntity] = useState(String(row?.fields.entity ?? ''))
  const [rule, setRule] = useState(String(row?.fields.rule ?? ''))
  const of = meta.entities[entity]
  const { count, fault } = useFits(entity, of ? rule : '')
  const { faults, error, busy, save } = useSave(form, async () => {
    const fields = { name: name.trim(), entity, rule: rule.trim() }
    if (row) await api.change('territory', row.id, fields, row.version)
    else await api.create('territory', fields)
    lookAgain(cache, 'territory')
    toast(t('territory.saved'))
    onClose()
  })
  const said = (at: string) => faults.find((f) => f.at === at)?.text
  const remove = async () => {
    if (!row || !(await removeRecord(row))) return
    lookAgain(cache, 'territory')
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
      <Button kind="primary" submit busy={busy} disabled={!name.trim() || !of || !rule.trim() || fault !== undefined}>
        {t('territory.save')}
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
          kinds={territoryKinds(meta)}
          of={of}
          rule={rule}
          help={t('territory.rule_help')}
          fits={count === undefined ? undefined : t('territory.fits', { count })}
          fault={fault}
          said={said}
          onKind={setEntity}
          onRule={setRule}
        />
      </div>
    </Dialog>
  )
}
