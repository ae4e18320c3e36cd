import type { LucideIcon } from 'lucide-react'
import { TriangleAlert, X } from 'lucide-react'
import { type CSSProperties, type ReactNode, useEffect, useState } from 'react'
import { keyNames } from '../lib/keys'
import { companyInitial, hueOf, initials } from '../lib/names'
import { cx } from '../lib/text'
import { t } from '../lib/words'
import style from './bits.module.css'
import { Button } from './button'

const hueStyle = (hue: number | undefined) => (hue === undefined ? undefined : ({ '--hue': hue } as CSSProperties))

/** A state in a word, on its hue; without a hue it is grey. */
export function Pill({ hue, children }: { hue?: number; children: ReactNode }) {
  return (
    <span className={cx(style.pill, hue !== undefined && style.hued)} style={hueStyle(hue)}>
      {children}
    </span>
  )
}

/** The small square that stands for a hue where the word is beside it. */
export const Dot = ({ hue }: { hue?: number }) => (
  <span className={style.dot} style={hueStyle(hue)} data-grey={hue === undefined || undefined} />
)

interface ChipProps {
  children: ReactNode
  onPress?: () => void
  /** what pressing does, where the text alone does not say it */
  pressLabel?: string
  onRemove?: () => void
  removeLabel?: string
  active?: boolean
}

/** A piece that can be pressed or taken away: a filter, a tag. */
export function Chip({ children, onPress, pressLabel, onRemove, removeLabel, active }: ChipProps) {
  return (
    <span className={cx(style.chip, active && style.active)}>
      {onPress ? (
        <button type="button" className={style.chipText} aria-label={pressLabel} onClick={onPress}>
          {children}
        </button>
      ) : (
        <span className={style.chipText}>{children}</span>
      )}
      {onRemove && (
        <button type="button" className={style.chipOff} aria-label={removeLabel ?? t('ui.remove')} onClick={onRemove}>
          <X size={12} aria-hidden />
        </button>
      )}
    </span>
  )
}

/** People are round and coloured, everything else is a grey square. */
export function Avatar({
  name,
  size = 'small',
  person = true,
}: {
  name: string
  size?: 'small' | 'normal' | 'large'
  person?: boolean
}) {
  return (
    <span
      className={cx(style.avatar, style[size], person ? style.hued : style.square)}
      style={person ? hueStyle(hueOf(name)) : undefined}
      aria-hidden
    >
      {person ? initials(name, size === 'large') : companyInitial(name)}
    </span>
  )
}

/** Keys as they are printed: <Kbd keys="Ctrl+KeyK" /> */
export const Kbd = ({ keys }: { keys: string }) => <kbd className={style.kbd}>{keyNames(keys).join(' ')}</kbd>

/** Grey lines in the place of what is coming, after 150 ms. */
export function Skeleton({ rows = 1, tall = false }: { rows?: number; tall?: boolean }) {
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(setLate, 150, true)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div className={cx(style.skeleton, tall && style.tall)} aria-busy data-late={late || undefined}>
      {Array.from({ length: rows }, (_, i) => (
        <span key={i} />
      ))}
    </div>
  )
}

interface EmptyProps {
  icon?: LucideIcon
  title: string
  children?: ReactNode
  action?: ReactNode
}

/** An empty place says what belongs there and offers what fills it. */
export function Empty({ icon: Icon, title, children, action }: EmptyProps) {
  return (
    <div className={style.empty}>
      {Icon && <Icon size={28} strokeWidth={1.5} aria-hidden />}
      <p className={style.emptyTitle}>{title}</p>
      {children && <p>{children}</p>}
      {action}
    </div>
  )
}

/** What failed and what to do. */
export function ErrorBox({ title, children, onRetry }: { title: string; children?: ReactNode; onRetry?: () => void }) {
  return (
    <div className={style.error} role="alert">
      <TriangleAlert size={18} aria-hidden />
      <div>
        <p className={style.errorTitle}>{title}</p>
        {children}
        {onRetry && <Button onClick={onRetry}>{t('ui.retry')}</Button>}
      </div>
    </div>
  )
}

/** How far something is; without a total it only says that it moves. */
export function Progress({ label, value, total }: { label: string; value?: number; total?: number }) {
  return (
    <progress className={style.progress} aria-label={label} value={total ? (value ?? 0) : undefined} max={total || 1} />
  )
}
