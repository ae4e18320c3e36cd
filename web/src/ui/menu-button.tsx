import type { ReactNode } from 'react'
import type { MenuGroup } from './menu'
import { Opens, type TriggerProps } from './opens'

interface MenuButtonProps {
  label: string
  groups: readonly MenuGroup[]
  onAction: (id: string) => void
  /** draws the button; spread the props on it: (props) => <IconButton {...props} label="…" icon={Ellipsis} /> */
  children: (props: TriggerProps) => ReactNode
}

const load = () => import('./menu')

export function MenuButton({ label, groups, onAction, children }: MenuButtonProps) {
  return (
    <Opens
      load={load}
      trigger={children}
      body={({ Menu }, overlay) => <Menu {...overlay} label={label} groups={groups} onAction={onAction} />}
    />
  )
}
