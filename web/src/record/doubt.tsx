import { TriangleAlert } from 'lucide-react'
import { t } from '../lib/words'
import style from './completeness.module.css'
import type { Doubted } from './quality'

/** Right and seldom meant: said quietly, for it was taken. What was most likely meant is one press away. */
export const Doubt = ({ doubt: { text, meant }, onTake }: { doubt: Doubted; onTake?: (meant: string) => void }) => (
  <p className={style.doubt}>
    <TriangleAlert size={13} aria-hidden />
    <span>{text}</span>
    {meant && onTake && (
      <button type="button" className={style.meant} onClick={() => onTake(meant)}>
        {t('record.meant', { value: meant })}
      </button>
    )}
  </p>
)
