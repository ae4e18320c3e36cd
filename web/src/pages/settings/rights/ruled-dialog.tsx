import { useQueryClient } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { type ReactNode, useRef, useState } from 'react'
import { api } from '../../../api/api'
import type { Entity, Row, Value } from '../../../api/types'
import { t } from '../../../lib/words'
import { useMeta } from '../../../meta/use-meta'
import { removeRecord } from '../../../record/remove-record'
import { useSave } from '../../../record/use-save'
import { ErrorBox } from '../../../ui/bits'
import { Button } from '../../../ui/button'
import { Dialog } from '../../../ui/lazy'
import { TextField } from '../../../ui/text-field'
import { toast } from '../../../ui/toast'
import { lookAgain } from '../people/use-org'
import { KindRule } from './kind-rule'
import style from './list.module.css'
import { useFits } from './use-fits'

/** What a new one begins with. */
export interface RuledWish {
  entity: string
  rule: string
}

interface RuledDialogProps {
  kind: Entity
  /** none: a new one */
  row: Row | undefined
  wish?: RuledWish
  kinds: readonly Entity[]
  help: string
  fits: (count: number) => string
  /** what the button says, and the toast */
  save: string
  saved: string
  /** of fields that only this kind has, as they are to be stored */
  more?: () => Record<string, Value>
  /** and their editors */
  children?: (said: (at: string) => string | undefined) => ReactNode
  onClose: () => void
}

/** A record that is a rule about others under a name: of which kind, which of them, and how many that is now. */
export function RuledDialog({ kind, row, wish, kinds, more, children, onClose, ...words }: RuledDialogProps) {
  const cache = useQueryClient()
  const meta = useMeta()
  const form = useRef<HTMLDivElement>(null)
  const [name, setName] = useState(row?.title ?? '')
  const [entity, setEntity] = useState(String(row?.fields.entity ?? wish?.entity ?? ''))
  const [rule, setRule] = useState(String(row?.fields.rule ?? wish?.rule ?? ''))
  const of = meta.entities[entity]
  const { count, fault } = useFits(entity, of ? rule : '')
  const { faults, error, busy, save } = useSave(form, async () => {
    const fields = { name: name.trim(), entity, rule: rule.trim(), ...more?.() }
    if (row) await api.change(kind.name, row.id, fields, row.version)
    else await api.create(kind.name, fields)
    lookAgain(cache, kind.name)
    toast(words.saved)
    onClose()
  })
  const said = (at: string) => faults.find((f) => f.at === at)?.text
  const remove = async () => {
    if (!row || !(await removeRecord(row))) return
    lookAgain(cache, kind.name)
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
        {words.save}
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
          kinds={kinds}
          of={of}
          rule={rule}
          help={words.help}
          fits={count === undefined ? undefined : words.fits(count)}
          fault={fault}
          said={said}
          onKind={setEntity}
          onRule={setRule}
        />
        {children?.(said)}
      </div>
    </Dialog>
  )
}
