import { Check, Minus, X } from 'lucide-react'
import { t } from '../../lib/words'
import type { Wish } from './wishes'
import style from './wishes.module.css'

const looks = {
  '': { icon: Minus, word: 'wishes.none' },
  yes: { icon: Check, word: 'wishes.yes' },
  no: { icon: X, word: 'wishes.no' },
} as const
const after: Record<Wish, Wish> = { '': 'yes', yes: 'no', no: '' }

interface WishButtonProps {
  channel: string
  topic: string
  wish: Wish
  /** the one cell that Tab leads to */
  stop: boolean
  onChange: (wish: Wish) => void
}

/** A switch of three: said nothing, yes, no. It goes on with each press, and says where it is. */
export function WishButton({ channel, topic, wish, stop, onChange }: WishButtonProps) {
  const { icon: Icon, word } = looks[wish]
  return (
    <button
      type="button"
      className={style.wish}
      data-wish={wish || undefined}
      tabIndex={stop ? 0 : -1}
      aria-label={t('wishes.cell', { channel, topic, wish: t(word) })}
      data-tip={t(word)}
      onClick={() => onChange(after[wish])}
    >
      <Icon size={16} aria-hidden />
    </button>
  )
}
