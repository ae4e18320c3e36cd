import { SquareKanban } from 'lucide-react'
import type { Entity } from '../../api/types'
import { t } from '../../lib/words'
import { Button } from '../../ui/button'
import { MenuButton } from '../../ui/menu-button'
import style from './bar.module.css'
import { axesOf } from './view-state'

interface AxisMenuProps {
  entity: Entity
  by: string
  onBy: (by: string) => void
}

/** By which choice a board is laid out. */
export function AxisMenu({ entity, by, onBy }: AxisMenuProps) {
  const axes = axesOf(entity)
  if (axes.length < 2) return null
  const label = entity.fields[by]?.label ?? ''
  return (
    <MenuButton
      label={t('board.by_title')}
      groups={[
        {
          label: t('board.by_title'),
          items: axes.map((field) => ({ id: field.name, label: field.label, checked: field.name === by })),
        },
      ]}
      onAction={onBy}
    >
      {(props) => (
        <Button {...props} kind="ghost" icon={SquareKanban} aria-label={t('board.by', { field: label })}>
          <span className={style.label}>{label}</span>
        </Button>
      )}
    </MenuButton>
  )
}
