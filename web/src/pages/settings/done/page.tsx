import { Undo2 } from 'lucide-react'
import { setSearch, usePlace } from '../../../lib/router'
import { t } from '../../../lib/words'
import { useMe } from '../../../meta/use-meta'
import { Empty, ErrorBox, Skeleton } from '../../../ui/bits'
import { Button } from '../../../ui/button'
import { Switch } from '../../../ui/checkbox'
import { SettingsSheet } from '../settings-sheet'
import style from './done.module.css'
import { DoneLine } from './done-line'
import { useDone } from './use-done'

/** What was done to many records at once, and the way back: an administrator sees everybody's, the others their own. */
export function Page() {
  const admin = useMe().admin === true
  const { search } = usePlace()
  const mine = search.get('mine') === '1'
  const done = useDone(mine)
  const rows = done.data?.pages.flatMap((page) => page.rows) ?? []
  return (
    <SettingsSheet
      title={t('settings.done')}
      padded
      end={
        admin && (
          <Switch label={t('done.mine')} checked={mine} onChange={(on) => setSearch({ mine: on ? '1' : null })} />
        )
      }
    >
      <div className={style.page}>
        {done.error && <ErrorBox title={done.error.message} onRetry={() => void done.refetch()} />}
        {done.isPending && <Skeleton rows={8} tall />}
        {done.isSuccess && rows.length === 0 && (
          <Empty icon={Undo2} title={t('done.none')}>
            {t('done.none_help')}
          </Empty>
        )}
        <ul>
          {rows.map((row) => (
            <DoneLine key={row.id} row={row} onEnd={() => void done.refetch()} />
          ))}
        </ul>
        {done.hasNextPage && (
          <div>
            <Button busy={done.isFetchingNextPage} onClick={() => void done.fetchNextPage()}>
              {t('list.more')}
            </Button>
          </div>
        )}
      </div>
    </SettingsSheet>
  )
}
