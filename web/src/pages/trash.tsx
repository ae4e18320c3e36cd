import { RotateCcw, Trash2 } from 'lucide-react'
import { Suspense, useEffect, useState } from 'react'
import { ApiError, api } from '../api/api'
import type { Entity } from '../api/types'
import { saidBy } from '../api/use-ask'
import { ago, exact } from '../lib/date'
import { count } from '../lib/fmt'
import { setSearch, usePlace } from '../lib/router'
import { cx } from '../lib/text'
import { t } from '../lib/words'
import { isPerson, useMeta } from '../meta/use-meta'
import { PageSheet } from '../shell/page-sheet'
import { reloadLists } from '../store/list-model'
import { useList } from '../store/use-list'
import { useRow } from '../store/use-record'
import { Avatar, Empty, ErrorBox, Skeleton } from '../ui/bits'
import { Button } from '../ui/button'
import { Held } from '../ui/held'
import { Select } from '../ui/lazy'
import { toast } from '../ui/toast'
import style from './trash.module.css'

/** What was deleted, one entity at a time, and the way back. */
export function Page() {
  const { entities } = useMeta()
  const { search } = usePlace()
  const choices = Object.values(entities).filter((entity) => entity.may.delete || entity.may.change)
  const entity = entities[search.get('entity') ?? ''] ?? choices.find((one) => one.order) ?? choices[0]
  if (!entity) return <Empty title={t('page.unknown')} />
  return <Trash key={entity.name} entity={entity} choices={choices} />
}

function Trash({ entity, choices }: { entity: Entity; choices: Entity[] }) {
  const { ids, total, exact: known, error, loading, done, model } = useList(entity.name, { trash: 1 })
  const picker = (
    <Suspense>
      <Select
        label={t('trash.entity')}
        hideLabel
        className={style.picker}
        options={choices.map(({ name, label }) => ({ id: name, label: label[1] }))}
        value={entity.name}
        onChange={(name) => setSearch({ entity: name })}
      />
    </Suspense>
  )
  return (
    <PageSheet
      title={t('page.trash')}
      count={total === undefined ? undefined : count(total, known)}
      end={picker}
      padded
    >
      {error && <ErrorBox title={error.message} onRetry={() => model.reload()} />}
      {loading && <Skeleton rows={6} tall />}
      {done && ids.length === 0 && (
        <Empty icon={Trash2} title={t('trash.none')}>
          {t('trash.none_help')}
        </Empty>
      )}
      <Held>
        <ul className={style.list} aria-label={entity.label[1]}>
          {ids.map((id) => (
            <Line key={id} entity={entity} id={id} onBack={() => model.drop(id)} />
          ))}
        </ul>
      </Held>
      {!done && !loading && (
        <div className={style.more}>
          <Button onClick={() => model.need(ids.length)}>{t('list.more')}</Button>
        </div>
      )}
    </PageSheet>
  )
}

function Line({ entity, id, onBack }: { entity: Entity; id: string; onBack: () => void }) {
  const row = useRow(entity.name, id)
  const [busy, setBusy] = useState(false)
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 60_000)
    return () => clearInterval(timer)
  }, [])
  if (!row) return null
  const restore = async () => {
    setBusy(true)
    try {
      await api.restore(entity.name, id)
      onBack()
      reloadLists(entity.name)
      toast(t('trash.restored', { title: row.title }))
    } catch (reason) {
      setBusy(false)
      if (!(reason instanceof ApiError)) throw reason
      const at = entity.fields[reason.faults[0]?.at ?? '']?.label
      toast(at ? `${at}: ${saidBy(reason)}` : saidBy(reason), { tone: 'danger', stay: true })
    }
  }
  const title = row.title || t('list.untitled')
  return (
    <li className={style.line}>
      <Avatar name={title} person={isPerson(entity.name)} />
      <span className={cx('name', style.title)} dir="auto">
        {title}
      </span>
      {row.deleted_ms && (
        <time className={style.when} data-tip={exact(row.deleted_ms)}>
          {t('trash.when', { when: ago(row.deleted_ms, now) })}
        </time>
      )}
      <Button icon={RotateCcw} busy={busy} aria-label={t('trash.restore_named', { title })} onClick={restore}>
        {t('trash.restore')}
      </Button>
    </li>
  )
}
