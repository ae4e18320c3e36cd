import { Download, ScrollText } from 'lucide-react'
import { url } from '../../api/api'
import { dateOf, isoDay } from '../../lib/date'
import { usePlace } from '../../lib/router'
import { t } from '../../lib/words'
import { Empty, ErrorBox, Skeleton } from '../../ui/bits'
import { Button } from '../../ui/button'
import { SettingsSheet } from './settings-sheet'
import style from './trail/trail.module.css'
import { TrailFilter } from './trail/trail-filter'
import { TrailLine } from './trail/trail-line'
import { askOf, queryOf, type TrailRow, useTrail } from './trail/use-trail'

/** Who did what, when, from where. Nothing here can be changed; the doctor of the server proves that nothing was. */
export function Page() {
  const { search } = usePlace()
  const ask = askOf(search)
  const trail = useTrail(ask)
  const rows = trail.data?.pages.flatMap((page) => page.rows) ?? []
  const save = () => {
    const link = document.createElement('a')
    link.href = url('trail', { ...queryOf(ask), as: 'csv' })
    link.download = ''
    link.click()
  }
  return (
    <SettingsSheet
      title={t('trail.title')}
      padded
      end={
        <Button icon={Download} onClick={save} aria-label={t('trail.save')}>
          <span className={style.wide}>{t('trail.save')}</span>
        </Button>
      }
    >
      <div className={style.page}>
        <TrailFilter ask={ask} />
        {trail.error && <ErrorBox title={trail.error.message} onRetry={() => void trail.refetch()} />}
        {trail.isPending && <Skeleton rows={10} />}
        {trail.isSuccess && rows.length === 0 && (
          <Empty icon={ScrollText} title={t('trail.none')}>
            {t('trail.none_help')}
          </Empty>
        )}
        {byDay(rows).map((day) => (
          <section key={day.rows[0]?.id} aria-label={day.label}>
            <h2 className={style.day}>{day.label}</h2>
            <ul>
              {day.rows.map((row) => (
                <TrailLine key={row.id} row={row} />
              ))}
            </ul>
          </section>
        ))}
        {trail.hasNextPage && (
          <div>
            <Button busy={trail.isFetchingNextPage} onClick={() => void trail.fetchNextPage()}>
              {t('trail.older')}
            </Button>
          </div>
        )}
      </div>
    </SettingsSheet>
  )
}

function byDay(rows: readonly TrailRow[]) {
  const days: { iso: string; label: string; rows: TrailRow[] }[] = []
  for (const row of rows) {
    const iso = isoDay(row.at)
    const last = days.at(-1)
    if (last?.iso === iso) last.rows.push(row)
    else days.push({ iso, label: dateOf(row.at, 'full'), rows: [row] })
  }
  return days
}
