import type { ReactNode } from 'react'
import { Popover as AriaPopover, type PopoverProps as AriaPopoverProps, Dialog } from 'react-aria-components'
import { cx } from '../lib/text'
import type { Overlay } from './opens'
import style from './overlay.module.css'

export interface PopoverProps extends Overlay {
  label: string
  placement?: AriaPopoverProps['placement']
  className?: string
  children: ReactNode
}

/** A small surface beside what opened it; Escape and a press outside close it, the focus goes back. */
export function Popover({ anchor, close, label, placement = 'bottom start', className, children }: PopoverProps) {
  return (
    <AriaPopover
      className={style.pop!}
      triggerRef={anchor}
      isOpen
      onOpenChange={(open) => !open && close()}
      placement={placement}
      offset={4}
    >
      <Dialog className={cx(style.popBody, className)} aria-label={label}>
        {children}
      </Dialog>
    </AriaPopover>
  )
}
