import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { get, post } from '../api/api'
import type { Entity, Fields, Row } from '../api/types'
import { navigate } from '../lib/router'
import { t } from '../lib/words'
import { useMeta } from '../meta/use-meta'
import { putRow } from '../store/records'
import { ErrorBox, Skeleton } from '../ui/bits'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { toast } from '../ui/toast'
import { ConvertStep } from './convert-step'
import style from './steps.module.css'
import { useSave } from './use-save'

/** One of the records it becomes. */
export interface Make {
  as: string
  entity: string
  fields: Fields
  matches: { id: string; title: string }[]
  optional: boolean
}

/** What was chosen for a step: one that is there, a new one, or none. */
export type Into = { id: string } | { fields: Fields } | null

interface Made {
  made: { as: string; entity: string; id: string; title: string; existing: boolean }[]
  row: Row
}

interface ConvertDialogProps {
  entity: Entity
  row: Row
  onClose: () => void
}

/** One record becomes others: each step is shown before it is done, all together or none. */
export function ConvertDialog({ entity, row, onClose }: ConvertDialogProps) {
  const { entities } = useMeta()
  const cache = useQueryClient()
  const path = `${row.entity}/${row.id}/convert`
  const { data, error } = useQuery({
    queryKey: ['convert', row.id, row.version],
    queryFn: ({ signal }) => get<{ makes: Make[] }>(path, { signal }),
    staleTime: 0,
  })
  const choices = useRef(new Map<string, () => Into>())
  const form = useRef<HTMLDivElement>(null)
  const [result, setResult] = useState<Made>()

  const {
    faults,
    error: failed,
    busy,
    save,
  } = useSave(form, async () => {
    const into = Object.fromEntries([...choices.current].map(([as, read]) => [as, read()]))
    const done = await post<Made>(path, { into })
    putRow(done.row)
    setResult(done)
    void cache.invalidateQueries({ queryKey: ['timeline', row.entity, row.id] })
    const last = done.made.at(-1)
    toast(t('convert.done', { title: row.title }), {
      action: { label: t('convert.back'), run: () => navigate(`/${row.entity}/${row.id}`) },
    })
    onClose()
    if (last) navigate(`/${last.entity}/${last.id}`)
  })
  const foot = (
    <>
      <Button onClick={onClose}>{t('ui.cancel')}</Button>
      <Button kind="primary" submit busy={busy} disabled={!data || result !== undefined}>
        {entity.convert?.label || t('convert.do')}
      </Button>
    </>
  )
  return (
    <Dialog
      title={t('convert.title', { title: row.title })}
      onClose={onClose}
      foot={foot}
      onSubmit={() => void save()}
      width={620}
    >
      <div ref={form} className={style.steps}>
        {error && <ErrorBox title={error.message} />}
        {failed && <ErrorBox title={failed} />}
        {!data && !error && <Skeleton rows={5} />}
        {data?.makes.map((make) => {
          const what = entities[make.entity]
          return (
            what && (
              <ConvertStep
                key={make.as}
                make={make}
                entity={what}
                faults={faults}
                register={(read) => choices.current.set(make.as, read)}
              />
            )
          )
        })}
      </div>
    </Dialog>
  )
}
