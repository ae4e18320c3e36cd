import { Archive, ChartPie, CopyCheck, Download, Ellipsis, Kanban, Table2, Trash2, Upload } from 'lucide-react'
import type { Entity } from '../../api/types'
import { navigate } from '../../lib/router'
import { t } from '../../lib/words'
import { archives } from '../../meta/archives'
import { may } from '../../meta/may'
import { useEntity } from '../../meta/use-meta'
import { IconButton } from '../../ui/button'
import { iconOf } from '../../ui/icons'
import type { MenuGroup } from '../../ui/menu'
import { MenuButton } from '../../ui/menu-button'
import { exportList } from './export-list'
import type { View } from './use-view'
import type { Shape } from './view-state'

interface MoreMenuProps {
  entity: Entity
  view: View
  /** a phone has no room for the two shapes side by side, nor for a button of prices */
  small: boolean
  /** there is a filter that can be kept */
  filtered: boolean
}

const shapes = { table: Table2, board: Kanban }

/** What else can be done with a list; fetched behind it, since nobody presses it first. */
export function MoreMenu({ entity, view, small, filtered }: MoreMenuProps) {
  const { state, set } = view
  const keeps = may(useEntity('segment'), 'create') && filtered
  const other: Shape = state.shape === 'table' ? 'board' : 'table'
  const groups: MenuGroup[] = [
    { items: small && view.mayBoard ? [{ id: 'shape', label: t(`list.as.${other}`), icon: shapes[other] }] : [] },
    {
      items: [
        ...(may(entity, 'import') ? [{ id: 'import', label: t('list.import'), icon: Upload }] : []),
        ...(may(entity, 'export')
          ? [
              { id: 'csv', label: t('list.export_csv'), icon: Download },
              { id: 'xlsx', label: t('list.export_xlsx'), icon: Download },
            ]
          : []),
      ],
    },
    { items: keeps ? [{ id: 'segment', label: t('list.keep_segment'), icon: ChartPie }] : [] },
    {
      items: [
        ...(entity.price && small ? [{ id: 'prices', label: t('list.prices'), icon: iconOf(entity.icon) }] : []),
        ...(entity.pairs ? [{ id: 'pairs', label: t('list.pairs'), icon: CopyCheck }] : []),
        ...(archives(entity) && !state.archived ? [{ id: 'archived', label: t('archive.with'), icon: Archive }] : []),
        { id: 'trash', label: t('page.trash'), icon: Trash2 },
      ],
    },
  ].filter((group) => group.items.length)
  const places: Record<string, string> = {
    import: `/import?entity=${entity.name}`,
    segment: `/settings/segments?${new URLSearchParams({ entity: entity.name, rule: state.where })}`,
    prices: `/prices/${entity.name}`,
    pairs: `/duplicates/${entity.name}`,
    trash: `/trash?entity=${entity.name}`,
  }
  const act = (id: string) => {
    const place = places[id]
    if (place) navigate(place)
    else if (id === 'shape') set({ shape: other })
    else if (id === 'archived') set({ archived: true })
    else exportList(entity, state, id === 'xlsx' ? 'xlsx' : 'csv')
  }
  return (
    <MenuButton label={t('list.more')} groups={groups} onAction={act}>
      {(props) => <IconButton {...props} icon={Ellipsis} label={t('list.more')} />}
    </MenuButton>
  )
}
