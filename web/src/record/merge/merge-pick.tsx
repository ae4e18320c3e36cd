import { useQuery } from '@tanstack/react-query'
import { Suspense, useCallback, useState } from 'react'
import { api, post } from '../../api/api'
import type { Entity, Row } from '../../api/types'
import { isBlank } from '../../fields'
import { list } from '../../lib/fmt'
import { navigate } from '../../lib/router'
import { t } from '../../lib/words'
import { isPerson } from '../../meta/use-meta'
import { openMerge } from '../../store/merge-wish'
import { Skeleton } from '../../ui/bits'
import { Button } from '../../ui/button'
import { Checkbox } from '../../ui/checkbox'
import { Dialog } from '../../ui/dialog'
import { ComboBox } from '../../ui/lazy'
import { underOf } from '../about'
import type { Likely } from '../use-duplicates'
import { maxMerged } from './may-merge'
import style from './merge.module.css'
import own from './merge-pick.module.css'

interface MergePickProps {
  entity: Entity
  row: Row
  onClose: () => void
}

/** Which others are the same as this record: those that seem to be, and whoever is found by name. */
export function MergePick({ entity, row, onClose }: MergePickProps) {
  const { data: likely } = useQuery({
    queryKey: ['likely', row.entity, row.id, row.version],
    queryFn: ({ signal }) => likelyOf(entity, row, signal),
    staleTime: 0,
  })
  const [added, setAdded] = useState<readonly { id: string; title: string; why?: string[] }[]>([])
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const shown = [...(likely ?? []), ...added.filter((one) => !likely?.some((hit) => hit.id === one.id))]

  const turn = (id: string, on: boolean) =>
    setChosen((old) => new Set(on ? [...old, id] : [...old].filter((one) => one !== id)))
  const search = useCallback(
    async (typed: string, signal: AbortSignal) => {
      const { rows } = await api.rows(entity.name, { q: typed || undefined, limit: 20 }, signal)
      return rows
        .filter((one) => one.id !== row.id)
        .map((one) => ({ id: one.id, label: one.title, under: underOf(entity, one) }))
    },
    [entity, row.id],
  )
  const compare = async () => {
    onClose()
    const one = await openMerge(entity.name, [row.id, ...chosen], row.id)
    if (one && one.id !== row.id) navigate(`/${one.entity}/${one.id}`, { replace: true })
  }
  const foot = (
    <>
      <Button onClick={onClose}>{t('ui.cancel')}</Button>
      <Button kind="primary" submit disabled={chosen.size === 0 || chosen.size >= maxMerged}>
        {t('merge.pick_go')}
      </Button>
    </>
  )
  return (
    <Dialog
      title={t('merge.pick_title', { title: row.title })}
      onClose={onClose}
      onSubmit={() => void compare()}
      foot={foot}
      width={520}
    >
      <div className={style.body}>
        {!likely && <Skeleton rows={3} />}
        {likely && <p className={style.help}>{t(likely.length > 0 ? 'merge.pick_likely' : 'merge.pick_none')}</p>}
        <ul className={own.likely}>
          {shown.map((one) => (
            <li key={one.id}>
              <Checkbox label={one.title} checked={chosen.has(one.id)} onChange={(on) => turn(one.id, on)} />
              {one.why && (
                <small>
                  {t('merge.pick_why', { fields: list(one.why.map((name) => entity.fields[name]?.label ?? name)) })}
                </small>
              )}
            </li>
          ))}
        </ul>
        <Suspense>
          <ComboBox
            key={added.length}
            label={t('merge.pick_find')}
            people={isPerson(entity.name)}
            value={null}
            search={search}
            onChange={(one) => {
              if (!one) return
              setAdded((old) => (old.some((o) => o.id === one.id) ? old : [...old, { id: one.id, title: one.label }]))
              turn(one.id, true)
            }}
          />
        </Suspense>
      </div>
    </Dialog>
  )
}

async function likelyOf(entity: Entity, row: Row, signal: AbortSignal): Promise<Likely[]> {
  const said = Object.entries(row.fields).filter(([name, value]) => !entity.fields[name]?.system && !isBlank(value))
  const { hits } = await post<{ hits: Likely[] }>(`${entity.name}/duplicates`, Object.fromEntries(said), { signal })
  return hits.filter((hit) => hit.entity === entity.name && hit.id !== row.id)
}
