import { Archive, X } from 'lucide-react'
import { t } from '../lib/words'
import { IconButton } from '../ui/button'
import style from './with-archived.module.css'

/** Over a list that also shows what is in the archive, or nothing else: that it does, and the way back. */
export function WithArchived({ only, onOff }: { only?: boolean; onOff: () => void }) {
  return (
    <div className={style.bar}>
      <span className={style.chip}>
        <Archive size={14} strokeWidth={1.75} aria-hidden />
        {t(only ? 'archive.only' : 'archive.with')}
        <IconButton small icon={X} label={t('ui.clear')} onClick={onOff} />
      </span>
    </div>
  )
}
