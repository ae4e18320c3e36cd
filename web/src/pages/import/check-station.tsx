import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { ArrowLeft, Play } from 'lucide-react'
import { useState } from 'react'
import { ApiError } from '../../api/api'
import { type Does, type Import, importsApi } from '../../api/imports'
import type { Entity } from '../../api/types'
import { count, number } from '../../lib/fmt'
import { t } from '../../lib/words'
import { ErrorBox, Skeleton } from '../../ui/bits'
import { Button } from '../../ui/button'
import { Tabs } from '../../ui/tabs'
import style from './import.module.css'
import { PreviewTable } from './preview-table'
import { importKey } from './use-import'

/** rows of a preview */
const tried = 100
const all: readonly Does[] = ['create', 'update', 'skip', 'refuse']

interface CheckStationProps {
  import: Import
  entity: Entity
  onBack: () => void
}

/** What the first rows would do, with what is wrong where it is wrong. Nothing is stored yet. */
export function CheckStation({ import: given, entity, onBack }: CheckStationProps) {
  const cache = useQueryClient()
  const [only, setOnly] = useState<Does | 'all'>('all')
  const [starting, setStarting] = useState(false)
  const [failed, setFailed] = useState<ApiError>()
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['import', given.id, 'preview', given.map],
    queryFn: ({ signal }) => importsApi.preview(given.id, signal),
    staleTime: 0,
    gcTime: 0,
    placeholderData: keepPreviousData,
  })
  const run = async () => {
    setStarting(true)
    try {
      cache.setQueryData(importKey(given.id), await importsApi.run(given.id))
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason
      setFailed(reason)
      setStarting(false)
    }
  }
  const said = failed ?? (error instanceof ApiError ? error : undefined)
  const rows = data?.rows ?? []
  const counts = data?.counts
  // The server only estimates how many there are, until it has seen them all.
  const total = rows.length < tried ? rows.length : Math.max(given.total ?? 0, rows.length)
  const shown = only === 'all' ? rows : rows.filter((r) => r.does === only)
  const tabs = [
    { id: 'all', label: `${t('import.all_rows')} ${number(rows.length)}` },
    ...all.map((id) => ({ id, label: `${t(`import.does.${id}`)} ${number(counts?.[id] ?? 0)}` })),
  ]
  return (
    <>
      <div className={style.wide}>
        {said && (
          <ErrorBox title={said.faults[0]?.text ?? said.message} onRetry={() => void refetch()}>
            {said.faults.map((f) => (
              <p key={f.at + f.code} dir="ltr">
                {f.at}
              </p>
            ))}
          </ErrorBox>
        )}
        <p className={style.lead}>{t('import.check_help', { shown: number(rows.length), total: count(total) })}</p>
        <Tabs
          label={t('import.does')}
          tabs={tabs}
          selected={only}
          onSelect={(id) => setOnly(id as Does | 'all')}
          panel="import-rows"
        />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <div id="import-rows" role="tabpanel" aria-label={t('import.does')} className={style.scroller} tabIndex={0}>
        {!data && isFetching && <Skeleton rows={8} />}
        {data && <PreviewTable rows={shown} entity={entity} import={given} />}
      </div>
      <footer className={style.foot}>
        <Button onClick={onBack} disabled={starting}>
          <ArrowLeft size={16} aria-hidden className="flip" />
          {t('import.to_match')}
        </Button>
        <p className={style.footText} role="status">
          {counts && counts.refuse > 0 && t('import.will_refuse', { count: counts.refuse })}{' '}
          {counts && counts.alike > 0 && t('import.will_resemble', { count: counts.alike })}
        </p>
        <Button kind="primary" icon={Play} busy={starting} disabled={!data} onClick={() => void run()}>
          {t('import.run', { count: total })}
        </Button>
      </footer>
    </>
  )
}
