import { type KeyboardEvent, type ReactNode, useRef } from 'react'
import { cx } from '../lib/text'
import style from './tabs.module.css'

export interface Tab {
  id: string
  label: ReactNode
}

interface TabsProps {
  label: string
  tabs: readonly Tab[]
  selected: string
  onSelect: (id: string) => void
  /** what stands behind the last tab */
  end?: ReactNode
  /** id of the panel the tabs show */
  panel?: string
  className?: string
}

/** A row of tabs; arrows follow the line of reading. The panel is the caller's: <TabPanel>. */
export function Tabs({ label, tabs, selected, onSelect, end, panel, className }: TabsProps) {
  const row = useRef<HTMLDivElement>(null)
  const move = (event: KeyboardEvent) => {
    const forward = document.dir === 'rtl' ? 'ArrowLeft' : 'ArrowRight'
    const step = event.key === forward ? 1 : /^Arrow(Left|Right)$/.test(event.key) ? -1 : 0
    const at = tabs.findIndex((tab) => tab.id === selected)
    const to =
      event.key === 'Home' ? 0 : event.key === 'End' ? tabs.length - 1 : (at + step + tabs.length) % tabs.length
    if (to === at) return
    event.preventDefault()
    onSelect(tabs[to]!.id)
    row.current?.querySelectorAll<HTMLElement>('[role=tab]')[to]?.focus()
  }
  return (
    <div className={cx(style.bar, className)}>
      <div className={style.tabs} role="tablist" aria-label={label} ref={row} onKeyDown={move}>
        {tabs.map((tab) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            className={style.tab}
            aria-selected={tab.id === selected}
            aria-controls={tab.id === selected ? panel : undefined}
            tabIndex={tab.id === selected ? 0 : -1}
            onClick={() => onSelect(tab.id)}
          >
            {tab.label}
          </button>
        ))}
      </div>
      {end}
    </div>
  )
}
