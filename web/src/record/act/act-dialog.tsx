import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { Action, Ask } from '../../api/actions'
import { get, post } from '../../api/api'
import type { Entity, Field, Fields, Row } from '../../api/types'
import { t } from '../../lib/words'
import { useMeta } from '../../meta/use-meta'
import { reloadLists } from '../../store/list-model'
import { putRow } from '../../store/records'
import { offerUndo } from '../../store/undo'
import { undoJob } from '../../store/undo-job'
import { ErrorBox, Skeleton } from '../../ui/bits'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { DraftFields } from '../draft-fields'
import style from '../steps.module.css'
import { useDraftRecord } from '../use-draft-record'
import { useSave } from '../use-save'
import { ActChange, type Change } from './act-change'

interface Plan {
  /** what the values begin with */
  asks: Fields
  changes: Change[]
}

interface Done {
  row: Row
  /** what takes it back; null: nothing happened */
  job: string | null
}

interface ActDialogProps {
  entity: Entity
  row: Row
  action: Action
  onClose: () => void
}

/** The field whose values it takes, as the action calls it. */
function fieldOf(entities: Record<string, Entity>, ask: Ask): Field[] {
  const field = entities[ask.entity]?.fields[ask.field]
  const { name, label, required } = ask
  const { show: _show, needed: _needed, ...rest } = field ?? { type: 'text' as const }
  return field ? [{ ...rest, name, label, required, doc: ask.doc || field.doc, readonly: false } as Field] : []
}

/** Something is done with a record: what it asks, and what becomes of others, before it is done. */
export function ActDialog(props: ActDialogProps) {
  const { row, action, onClose } = props
  const { data, error } = useQuery({
    queryKey: ['act', row.id, action.name, row.version],
    queryFn: ({ signal }) => get<Plan>(`${row.entity}/${row.id}/act/${action.name}`, { signal }),
    staleTime: 0,
    gcTime: 0,
  })
  if (data) return <ActForm {...props} plan={data} />
  return (
    <Dialog title={action.label} onClose={onClose} width={520}>
      {error ? <ErrorBox title={error.message} /> : <Skeleton rows={5} />}
    </Dialog>
  )
}

function ActForm({ row, action, onClose, plan }: ActDialogProps & { plan: Plan }) {
  const { entities } = useMeta()
  const cache = useQueryClient()
  const form = useRef<HTMLDivElement>(null)
  const draft = useDraftRecord(plan.asks)
  const [choices, setChoices] = useState<Record<string, string>>({})
  const fields = action.asks.flatMap((ask) => fieldOf(entities, ask))
  const asked = plan.changes.filter(({ choose, count }) => choose && count > 0)

  const { faults, error, busy, save } = useSave(form, async () => {
    const now = draft.now()
    const asks = Object.fromEntries(fields.map(({ name }) => [name, now[name] ?? null]))
    const done = await post<Done>(
      `${row.entity}/${row.id}/act/${action.name}`,
      { asks, choices },
      { ifMatch: row.version },
    )
    const settle = () => {
      for (const name of new Set([row.entity, ...plan.changes.map((change) => change.entity)])) reloadLists(name)
      void cache.invalidateQueries({ queryKey: ['timeline', row.entity, row.id] })
    }
    putRow(done.row)
    settle()
    onClose()
    const { job } = done
    if (job)
      offerUndo({
        done: t('act.done', { title: row.title, action: action.label }),
        undo: async () => {
          await undoJob(job)
          putRow(await get<Row>(`${row.entity}/${row.id}`))
          settle()
        },
      })
  })
  const own = faults
    .filter(({ at }) => at.startsWith('asks.'))
    .map((fault) => ({ ...fault, at: fault.at.slice('asks.'.length) }))
  const foot = (
    <>
      <Button onClick={onClose}>{t('ui.cancel')}</Button>
      <Button kind="primary" submit busy={busy}>
        {action.label}
      </Button>
    </>
  )
  return (
    <Dialog
      title={t('act.done', { title: row.title, action: action.label })}
      onClose={onClose}
      foot={foot}
      onSubmit={() => void save()}
      width={520}
    >
      <div ref={form} className={style.steps}>
        {error && <ErrorBox title={error} />}
        <p className={style.doc}>{action.doc}</p>
        <div data-field="asks">
          <DraftFields fields={fields} draft={draft} faults={own} columns autoFocus />
        </div>
        {asked.length > 0 && (
          <div data-field="choices" className={style.steps}>
            {asked.map((change) => (
              <ActChange
                key={change.as}
                change={change}
                chosen={choices[change.as] ?? 'leave'}
                fault={faults.find(({ at }) => at === `choices.${change.as}`)?.text}
                onChoose={(name) => setChoices({ ...choices, [change.as]: name })}
              />
            ))}
          </div>
        )}
      </div>
    </Dialog>
  )
}
