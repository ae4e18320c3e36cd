import { ArrowDown, ArrowUp, CirclePlus, Ellipsis, Heading, Trash2 } from 'lucide-react'
import type { Entity } from '../../api/types'
import { t } from '../../lib/words'
import { IconButton } from '../../ui/button'
import { MenuButton } from '../../ui/menu-button'
import type { Draft } from './draft'
import { isOptional } from './heading-row'
import type { LinesHandle } from './use-lines'

interface LineMenuProps {
  entity: Entity
  line: Entity
  handle: LinesHandle
  draft: Draft
  nth: number
  last: boolean
}

/** What can be done with a line as a whole. */
export function LineMenu({ entity, line, handle, draft, nth, last }: LineMenuProps) {
  const label = t('lines.more', { n: nth + 1 })
  const at = draft.key
  const heading = line.fields[entity.lines?.heading ?? '']
  const optional = line.fields[entity.lines?.optional ?? '']
  const beside = isOptional(entity, draft)
  const run: Record<string, () => void> = {
    up: () => handle.move(at, -1),
    down: () => handle.move(at, 1),
    heading: () => heading && handle.change(at, { [heading.name]: '' }),
    optional: () => optional && handle.change(at, { [optional.name]: !beside }),
    remove: () => handle.drop(at),
  }
  const items = [
    ...(nth > 0 ? [{ id: 'up', label: t('lines.up'), icon: ArrowUp }] : []),
    ...(last ? [] : [{ id: 'down', label: t('lines.down'), icon: ArrowDown }]),
    ...(heading && !draft.fields[heading.name] ? [{ id: 'heading', label: heading.label, icon: Heading }] : []),
    ...(optional ? [{ id: 'optional', label: optional.label, icon: CirclePlus, checked: beside }] : []),
    { id: 'remove', label: t('lines.remove'), icon: Trash2, danger: true },
  ]
  return (
    <MenuButton label={label} groups={[{ items }]} onAction={(id) => run[id]?.()}>
      {(props) => <IconButton {...props} small label={label} icon={Ellipsis} />}
    </MenuButton>
  )
}
