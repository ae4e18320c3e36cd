import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { type Import, importsApi } from '../../api/imports'
import { onHappening } from '../../api/stream'
import { ago, exact } from '../../lib/date'
import { number } from '../../lib/fmt'
import { t } from '../../lib/words'
import { useMeta } from '../../meta/use-meta'
import { Pill, Skeleton } from '../../ui/bits'
import { Link } from '../../ui/link'
import frame from './import.module.css'
import style from './rows.module.css'

const hues: Record<Import['state'], number | undefined> = {
  mapping: 220,
  running: 60,
  done: 145,
  failed: 20,
  undone: undefined,
}

/** The imports that were, newest first: to go on with, to look at, to take back. */
export function RecentImports() {
  const { entities } = useMeta()
  const cache = useQueryClient()
  const { data } = useQuery({ queryKey: ['imports'], queryFn: importsApi.list, staleTime: 0 })
  useEffect(
    () => onHappening((h) => void (h.event === 'job' && cache.invalidateQueries({ queryKey: ['imports'] }))),
    [cache],
  )
  if (!data) return <Skeleton rows={3} />
  if (data.rows.length === 0) return null
  return (
    <section>
      <h2 className={frame.part}>{t('import.recent')}</h2>
      <ul className={style.recent}>
        {data.rows.map((row) => {
          const result = row.job?.kind === 'import' ? row.job.result : undefined
          return (
            <li key={row.id}>
              <Link to={`/import/${row.id}`}>
                <span className={style.recentText}>
                  <strong dir="auto">{row.name}</strong>
                  <small>
                    {[
                      entities[row.entity]?.label[1],
                      result &&
                        t('import.summary', {
                          made: number(result.created ?? 0),
                          refused: number(result.refused ?? 0),
                        }),
                    ]
                      .filter(Boolean)
                      .join(' · ')}
                  </small>
                </span>
                {row.created_ms && (
                  <time
                    className="quiet"
                    dateTime={new Date(row.created_ms).toISOString()}
                    data-tip={exact(row.created_ms)}
                  >
                    {ago(row.created_ms)}
                  </time>
                )}
                <Pill hue={hues[row.state]}>{t(`import.state.${row.state}`)}</Pill>
              </Link>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
