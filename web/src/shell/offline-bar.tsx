import { useSyncExternalStore } from 'react'
import { t } from '../lib/words'
import { waitingChanges, watchWaiting } from '../store/records'
import style from './shell.module.css'

/** Says that the line is down and how much waits for it. */
export function OfflineBar() {
  const waiting = useSyncExternalStore(watchWaiting, waitingChanges)
  if (waiting === 0) return null
  return (
    <div className={style.offline} role="status">
      {t('offline.waiting', { count: waiting })}
    </div>
  )
}
