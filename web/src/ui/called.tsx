import { CircleOff } from 'lucide-react'
import type { ReactNode } from 'react'
import { type Past, saysPast } from '../lib/past'
import { cx } from '../lib/text'
import { ArchivedMark } from './archived-mark'
import style from './called.module.css'

interface PastMarkProps {
  of: Past | undefined
  /** in words, not only for who points at it or hears the page */
  full?: boolean
  id?: string
}

/** Beside the name of what is one of the past: a sign, and why. Nothing for the others. */
export function PastMark({ of, full, id }: PastMarkProps) {
  const says = saysPast(of)
  return says ? (
    <span className={cx(style.mark, full && style.full)} data-tip={full ? undefined : says} id={id} data-past-mark>
      <CircleOff size={13} aria-hidden />
      <span className={full ? undefined : 'sr'}>{says}</span>
    </span>
  ) : null
}

interface CalledProps {
  of: Past | undefined
  className?: string
  children: ReactNode
}

/** What a record is called. One of the past is grey and has its mark: by sight, by pointing, by ear. */
export function Called({ of, className, children }: CalledProps) {
  if (!saysPast(of) && !of?.archived_ms)
    return (
      <span className={cx('cut', className)} dir="auto">
        {children}
      </span>
    )
  return (
    <span className={cx(style.called, className)} data-past={saysPast(of) && true}>
      <span className="cut" dir="auto">
        {children}
      </span>
      <PastMark of={of} />
      <ArchivedMark since={of?.archived_ms} />
    </span>
  )
}
