import { ArrowDown, ArrowUp, Ellipsis, Trash2 } from 'lucide-react'
import { t } from '../../lib/words'
import { IconButton } from '../../ui/button'
import { MenuButton } from '../../ui/menu-button'
import type { LinesHandle } from './use-lines'

interface LineMenuProps {
  handle: LinesHandle
  /** of the line */
  at: string
  nth: number
  last: boolean
}

/** What can be done with a line as a whole. */
export function LineMenu({ handle, at, nth, last }: LineMenuProps) {
  const label = t('lines.more', { n: nth + 1 })
  const run: Record<string, () => void> = {
    up: () => handle.move(at, -1),
    down: () => handle.move(at, 1),
    remove: () => handle.drop(at),
  }
  const items = [
    ...(nth > 0 ? [{ id: 'up', label: t('lines.up'), icon: ArrowUp }] : []),
    ...(last ? [] : [{ id: 'down', label: t('lines.down'), icon: ArrowDown }]),
    { id: 'remove', label: t('lines.remove'), icon: Trash2, danger: true },
  ]
  return (
    <MenuButton label={label} groups={[{ items }]} onAction={(id) => run[id]?.()}>
      {(props) => <IconButton {...props} small label={label} icon={Ellipsis} />}
    </MenuButton>
  )
}
