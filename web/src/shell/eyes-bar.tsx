import { Eye } from 'lucide-react'
import { eyes, leaveEyes } from '../api/eyes'
import { t } from '../lib/words'
import { Button } from '../ui/button'
import style from './eyes-bar.module.css'

/** All the time that one looks through other eyes: whose, and the way out. */
export function EyesBar() {
  const whose = eyes()
  if (!whose) return null
  return (
    <div className={style.eyes} role="status">
      <Eye size={17} strokeWidth={2} aria-hidden />
      <p>
        <strong>{t('eyes.as', { name: whose.name })}</strong> <span>{t('eyes.read_only')}</span>
      </p>
      <Button onClick={leaveEyes}>{t('eyes.leave')}</Button>
    </div>
  )
}
