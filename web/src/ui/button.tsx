import type { LucideIcon } from 'lucide-react'
import type { ButtonHTMLAttributes, Ref } from 'react'
import { keyNames } from '../lib/keys'
import { cx } from '../lib/text'
import style from './button.module.css'

type Native = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'type'> & { ref?: Ref<HTMLButtonElement> }

export interface ButtonProps extends Native {
  /** primary: the one thing to press here; line: all others; ghost: in toolbars; danger: what cannot be undone */
  kind?: 'primary' | 'line' | 'ghost' | 'danger'
  icon?: LucideIcon
  /** something is on its way: cannot be pressed again */
  busy?: boolean
  submit?: boolean
  wide?: boolean
  /** "Ctrl+Enter": shown in the tooltip */
  keys?: string
}

export function Button({
  kind = 'line',
  icon: Icon,
  busy,
  submit,
  wide,
  keys,
  className,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={submit ? 'submit' : 'button'}
      className={cx(style.button, style[kind], wide && style.wide, className)}
      // Not disabled while it is busy: whoever pressed it would lose their place.
      onClick={busy ? (event) => event.preventDefault() : onClick}
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
      data-tip-keys={keys && keyNames(keys).join(' ')}
    >
      {Icon && <Icon size={16} strokeWidth={1.75} aria-hidden />}
      {children}
    </button>
  )
}

export interface IconButtonProps extends Native {
  /** says what it does, with the record's name: "Call: Nguyễn Đức Trang" */
  label: string
  icon: LucideIcon
  keys?: string
  small?: boolean
  /** the icon points along the line of reading */
  flip?: boolean
  pressed?: boolean
}

export function IconButton({ label, icon: Icon, keys, small, flip, pressed, className, ...rest }: IconButtonProps) {
  return (
    <button
      {...rest}
      type="button"
      className={cx(style.icon, small && style.small, className)}
      aria-label={label}
      aria-pressed={pressed}
      data-tip={label}
      data-tip-keys={keys && keyNames(keys).join(' ')}
    >
      <Icon size={small ? 14 : 16} strokeWidth={1.75} aria-hidden className={flip ? 'flip' : undefined} />
    </button>
  )
}
