import { useSyncExternalStore } from 'react'
import { isLineOpen, watchLine } from '../api/line'
import { t } from '../lib/words'
import { waitingChanges, watchWaiting } from '../store/records'
import style from './shell.module.css'

/** Says that the line is down and how much waits for it. */
export function OfflineBar() {
  const waiting = useSyncExternalStore(watchWaiting, waitingChanges)
  const open = useSyncExternalStore(watchLine, isLineOpen)
  if (waiting === 0 && open) return null
  return (
    <div className={style.offline} role="status">
      {waiting > 0 ? t('offline.waiting', { count: waiting }) : t('offline.trying')}
    </div>
  )
}
