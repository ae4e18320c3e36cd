import { useInfiniteQuery, useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import { ChevronDown, History, Undo2 } from 'lucide-react'
import { useState } from 'react'
import { ago, exact } from '../../../lib/date'
import { type Language, languageNames } from '../../../lib/settings'
import { t } from '../../../lib/words'
import { useMeta } from '../../../meta/use-meta'
import { Empty, ErrorBox, Pill, Skeleton } from '../../../ui/bits'
import { Button } from '../../../ui/button'
import { kindQuery, type Saved, savedQuery, studio, studioKey } from './api'
import { ChangeList } from './change-list'
import edit from './edit.module.css'
import { nameOfPack } from './pack-name'
import style from './studio.module.css'
import { undoChange } from './undo'

/** What was changed, by whom, when: the newest first, each with the way back. */
export function HistoryPart() {
  const pages = useInfiniteQuery({
    queryKey: [...studioKey, 'changes'],
    queryFn: ({ pageParam }) => studio.changes(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    staleTime: 0,
  })
  const rows = pages.data?.pages.flatMap((page) => page.rows)
  return (
    <div className={style.part}>
      <p className={edit.help}>{t('studio.history_help')}</p>
      {pages.error && <ErrorBox title={pages.error.message} onRetry={() => void pages.refetch()} />}
      {!rows && !pages.error && <Skeleton rows={6} tall />}
      {rows?.length === 0 && (
        <Empty icon={History} title={t('studio.history_none')}>
          {t('studio.history_none_help')}
        </Empty>
      )}
      {rows && rows.length > 0 && (
        <ul className={style.lines}>
          {rows.map((row) => (
            <Line key={row.id} row={row} />
          ))}
        </ul>
      )}
      {pages.hasNextPage && (
        <Button busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t('studio.more')}
        </Button>
      )}
    </div>
  )
}

function Line({ row }: { row: Saved }) {
  const { entities } = useMeta()
  const titleOf = (file: string) => {
    const name = file.replace(/\.json$/, '')
    if (name.startsWith('packs/')) return t('studio.from.pack', { pack: nameOfPack(name.slice('packs/'.length)) })
    if (name === 'aside') return t('studio.aside')
    const language = name.startsWith('lang/') ? languageNames[name.slice(5) as Language] : undefined
    return language ?? entities[name]?.label[1] ?? name
  }
  const cache = useQueryClient()
  const [open, setOpen] = useState(false)
  const [busy, setBusy] = useState(false)
  const { data, error } = useQuery({ ...savedQuery(row.id), enabled: open })
  const kinds = row.documents.map((file) => file.replace(/\.json$/, '')).filter((name) => name in entities)
  const base = useQueries({
    queries: kinds.map((name) => ({ ...kindQuery(name), enabled: open })),
    combine: (all) => Object.fromEntries(kinds.map((name, i) => [name, all[i]?.data?.base ?? undefined])),
  })
  const by = typeof row.by === 'string' ? row.by : (row.by?.title ?? t('studio.by_program'))
  const undo = async () => {
    setBusy(true)
    await undoChange(cache, row.id)
    setBusy(false)
  }
  return (
    <li>
      <div className={style.line}>
        <button
          type="button"
          className={style.unfold}
          aria-expanded={open}
          aria-label={t('studio.show_changes', { by })}
          onClick={() => setOpen(!open)}
        >
          <ChevronDown size={16} aria-hidden />
        </button>
        <span className={style.lineText}>
          <strong dir="auto" className="name">
            {row.note || (row.undoes ? t('studio.undid') : row.documents.map(titleOf).join(', '))}
          </strong>
          <small>
            {by} · <time data-tip={exact(row.at_ms)}>{ago(row.at_ms)}</time>
          </small>
        </span>
        <span className={style.pills}>
          {row.undone ? (
            <Pill>{t('studio.is_undone')}</Pill>
          ) : (
            <Button kind="ghost" icon={Undo2} busy={busy} onClick={() => void undo()}>
              {t('studio.undo')}
            </Button>
          )}
        </span>
      </div>
      {open && (
        <div className={style.inside}>
          {error && <ErrorBox title={error.message} />}
          {!data && !error && <Skeleton rows={2} />}
          {data && <ChangeList changes={data.changes} base={base} />}
        </div>
      )}
    </li>
  )
}
