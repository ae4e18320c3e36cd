import { Undo2 } from 'lucide-react'
import { t } from '../../../lib/words'
import { Pill } from '../../../ui/bits'
import type { From } from './api'
import style from './edit.module.css'
import { nameOfPack } from './pack-name'

export const fromText = (from: From): string =>
  from === 'site'
    ? t('studio.from.site')
    : from === 'core'
      ? t('studio.from.core')
      : t('studio.from.pack', { pack: nameOfPack(from) })

/** Whose it is: the program's, a pack's, or the company's own. */
export const FromPill = ({ from }: { from: From }) => (
  <Pill hue={from === 'site' ? 185 : undefined}>{fromText(from)}</Pill>
)

interface OriginProps {
  /** who brought it */
  from: From
  /** there is a value */
  filled?: boolean
  /** the company says otherwise */
  said: boolean
  /** what holds without the company's word, if there is something to say of it */
  delivered?: string
  onReset: () => void
}

/** Below a value: whose word it is, and the way back to what was delivered. */
export function Origin({ from, filled = true, said, delivered, onReset }: OriginProps) {
  if (from === 'site' || !(filled || said)) return null
  return (
    <p className={style.origin} data-own={said || undefined}>
      {said ? t('studio.said_by_us') : t('studio.from_value', { from: fromText(from) })}
      {said && (
        <button type="button" onClick={onReset}>
          <Undo2 size={12} className="flip" aria-hidden />
          {delivered ? t('studio.reset_to', { value: delivered }) : t('studio.reset')}
        </button>
      )}
    </p>
  )
}
