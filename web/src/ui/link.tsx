import type { AnchorHTMLAttributes, MouseEvent, Ref } from 'react'
import { navigate } from '../lib/router'

export interface LinkProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'> {
  to: string
  replace?: boolean
  state?: unknown
  /** read ahead, when the pointer rests here or the focus comes */
  onAhead?: () => void
  ref?: Ref<HTMLAnchorElement>
}

/** A link inside the app: a real one, so that a new tab and the menu of the browser work. */
export function Link({ to, replace, state, onAhead, onClick, children, ...rest }: LinkProps) {
  const go = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event)
    const modified = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0
    if (event.defaultPrevented || modified || rest.target) return
    event.preventDefault()
    navigate(to, { replace, state })
  }
  let timer = 0
  const ahead = onAhead && {
    onPointerEnter: () => {
      timer = window.setTimeout(onAhead, 65)
    },
    onPointerLeave: () => clearTimeout(timer),
    onFocus: onAhead,
  }
  return (
    <a {...rest} {...ahead} href={to} onClick={go}>
      {children}
    </a>
  )
}
