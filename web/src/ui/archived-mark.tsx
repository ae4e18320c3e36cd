import { Archive } from 'lucide-react'
import { exact } from '../lib/date'
import { t } from '../lib/words'
import style from './called.module.css'

/** Beside the name of what is in the archive: a quiet sign, and since when. Nothing for the others. */
export function ArchivedMark({ since }: { since: number | undefined }) {
  if (!since) return null
  const says = t('archive.since', { when: exact(since) })
  return (
    <span className={style.mark} data-tip={says} data-archived-mark>
      <Archive size={13} aria-hidden />
      <span className="sr">{says}</span>
    </span>
  )
}
