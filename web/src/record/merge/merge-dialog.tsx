import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { ApiError, post } from '../../api/api'
import type { Entity, Row } from '../../api/types'
import { list, number } from '../../lib/fmt'
import { inSentence } from '../../lib/text'
import { t } from '../../lib/words'
import { useMeta } from '../../meta/use-meta'
import { listModels } from '../../store/list-model'
import { dropRow, keyOf, putRow } from '../../store/records'
import { offerUndo } from '../../store/undo'
import { ErrorBox, Skeleton } from '../../ui/bits'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { useSave } from '../use-save'
import { Alike } from './alike'
import style from './merge.module.css'
import { MergeTable } from './merge-table'
import { chosen, eldest, follow, type Moved, type Take } from './plan'
import { lookAgain, takeBack } from './take-back'
import { usePlan } from './use-plan'

interface MergeDialogProps {
  entity: Entity
  ids: string[]
  into: string | undefined
  onClose: (made?: Row) => void
}

/** Several records become one: side by side, a choice where they differ, and what follows, before it is done. */
export function MergeDialog({ entity, ids, into, onClose }: MergeDialogProps) {
  const cache = useQueryClient()
  const form = useRef<HTMLDivElement>(null)
  const [stays, setStays] = useState(into ?? eldest(ids))
  const [take, setTake] = useState<Take>({})
  const { data: plan, error, refetch, isPlaceholderData } = usePlan(entity.name, ids, stays)

  const send = async () => {
    if (!plan) return
    const from = ids.filter((id) => id !== stays)
    const versions = Object.fromEntries(plan.rows.map((row) => [row.id, row.version]))
    const wish = { into: stays, from, take: chosen(plan, take), versions }
    const { merge, row } = await post<{ merge: string; row: Row }>(`${entity.name}/merge`, wish).catch((reason) => {
      if (!(reason instanceof ApiError) || reason.status !== 409) throw reason
      void refetch()
      throw new ApiError(409, t('merge.raced'))
    })
    putRow(row)
    for (const id of from) {
      for (const model of listModels()) if (model.entity === entity.name) model.drop(id)
      dropRow(keyOf(entity.name, id))
    }
    lookAgain(cache, entity.name)
    onClose(row)
    offerUndo({
      done: t('merge.done', { count: ids.length, title: row.title }),
      undo: () => takeBack(cache, entity.name, merge),
    })
  }
  const { faults, error: refused, busy, save } = useSave(form, send)
  const choose = (name: string, id: string | null) =>
    setTake(({ [name]: _, ...rest }) => (id === null ? rest : { ...rest, [name]: id }))
  const foot = (
    <>
      <Button onClick={() => onClose()}>{t('ui.cancel')}</Button>
      <Button kind="primary" submit busy={busy} disabled={!plan || isPlaceholderData || error !== null}>
        {t('merge.do')}
      </Button>
    </>
  )
  return (
    <Dialog
      title={t('merge.title', { count: ids.length })}
      onClose={() => onClose()}
      onSubmit={() => void save()}
      foot={foot}
      width={Math.min(1160, 190 + 250 * ids.length)}
    >
      <div ref={form} className={style.body}>
        <p className={style.help}>{t('merge.help')}</p>
        {error && <ErrorBox title={reasonOf(error)} />}
        {refused && <ErrorBox title={refused} />}
        {!plan && !error && <Skeleton rows={7} />}
        {plan && (
          <>
            <MergeTable {...{ entity, plan, stays, take, faults }} onStays={setStays} onTake={choose} />
            <Alike entity={entity} plan={plan} />
            <Follows moved={plan.moved} />
          </>
        )}
      </div>
    </Dialog>
  )
}

const reasonOf = (error: Error) =>
  error instanceof ApiError ? (error.faults[0]?.text ?? error.message) : error.message

/** What names the others, counted: it will name the one that stays. */
function Follows({ moved }: { moved: readonly Moved[] }) {
  const { entities } = useMeta()
  if (moved.length === 0) return null
  const kinds = [...follow(moved)].map(([name, count]) => {
    const [one = name, many = name] = entities[name]?.label ?? []
    return `${number(count)} ${inSentence(count === 1 ? one : many)}`
  })
  return <p className={style.follows}>{t('merge.follows', { what: list(kinds) })}</p>
}
