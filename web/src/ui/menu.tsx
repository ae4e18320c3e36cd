import { Check, type LucideIcon } from 'lucide-react'
import { useEffect, useRef } from 'react'
import {
  Menu as AriaMenu,
  Header,
  MenuItem,
  MenuSection,
  Popover,
  type PopoverProps,
  Separator,
} from 'react-aria-components'
import { Kbd } from './bits'
import type { Overlay } from './opens'
import style from './overlay.module.css'

export interface MenuEntry {
  id: string
  label: string
  icon?: LucideIcon
  keys?: string
  checked?: boolean
  danger?: boolean
  disabled?: boolean
}

export interface MenuGroup {
  label?: string
  items: readonly MenuEntry[]
}

interface MenuProps extends Overlay {
  label: string
  groups: readonly MenuGroup[]
  onAction: (id: string) => void
  placement?: PopoverProps['placement']
}

/** A list of things to do. Load it lazily: <MenuButton> or <Opens>. */
export function Menu({ anchor, close, label, groups, onAction, placement = 'bottom end' }: MenuProps) {
  const list = useRef<HTMLDivElement>(null)
  // Enter on a plain button is a click without a pointer: React Aria takes it for a screen reader's, waits, and then finds
  // that the focus left the button, which is inert by now.
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      if (!list.current?.contains(document.activeElement))
        list.current?.querySelector<HTMLElement>('[role=menuitem]')?.focus()
    })
    return () => cancelAnimationFrame(frame)
  }, [])
  const disabled = groups.flatMap((g) => g.items.filter((i) => i.disabled).map((i) => i.id))
  return (
    <Popover
      className={style.pop!}
      triggerRef={anchor}
      isOpen
      onOpenChange={(open) => !open && close()}
      placement={placement}
      offset={4}
    >
      <AriaMenu
        ref={list}
        className={style.list!}
        aria-label={label}
        autoFocus="first"
        disabledKeys={disabled}
        onAction={(id) => onAction(String(id))}
        onClose={close}
      >
        {groups.map((group, i) => (
          <MenuSection key={group.label ?? i} aria-label={group.label ?? label}>
            {i > 0 && !group.label && <Separator className={style.line!} />}
            {group.label && <Header className={style.header!}>{group.label}</Header>}
            {group.items.map(({ id, label, icon: Icon, keys, checked, danger }) => (
              <MenuItem key={id} id={id} textValue={label} className={style.item!} data-danger={danger || undefined}>
                {checked !== undefined ? (
                  <Check size={15} aria-hidden data-off={!checked || undefined} />
                ) : (
                  Icon && <Icon size={15} strokeWidth={1.75} aria-hidden />
                )}
                <span className={style.itemText}>{label}</span>
                {checked && <span className="sr">✓</span>}
                {keys && <Kbd keys={keys} />}
              </MenuItem>
            ))}
          </MenuSection>
        ))}
      </AriaMenu>
    </Popover>
  )
}
