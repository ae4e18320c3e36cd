import { ArrowDownUp } from 'lucide-react'
import type { Entity } from '../../api/types'
import { t } from '../../lib/words'
import { Button } from '../../ui/button'
import { MenuButton } from '../../ui/menu-button'
import { sortField } from '../table/sort'
import { newest } from './view-state'

interface SortMenuProps {
  entity: Entity
  sort: string
  onSort: (sort: string) => void
}

/** By what, and which way. The server sorts by one field, with the newest first among equals. */
export function SortMenu({ entity, sort, onSort }: SortMenuProps) {
  const by = sortField(sort)
  const down = sort.startsWith('-')
  const free = sort === newest
  const fields = Object.values(entity.fields).filter((field) => field.sortable)
  const label = free ? t('sort.newest') : (entity.fields[by]?.label ?? by)
  return (
    <MenuButton
      label={t('sort.title')}
      groups={[
        ...(free
          ? []
          : [
              {
                items: [
                  { id: '!up', label: t('sort.up'), checked: !down },
                  { id: '!down', label: t('sort.down'), checked: down },
                ],
              },
            ]),
        {
          label: t('sort.by'),
          items: [
            { id: newest, label: t('sort.newest'), checked: free },
            ...fields.map((field) => ({ id: field.name, label: field.label, checked: by === field.name })),
          ],
        },
      ]}
      onAction={(id) => onSort(id === '!up' ? by : id === '!down' ? `-${by}` : id)}
    >
      {(props) => (
        <Button
          {...props}
          kind="ghost"
          icon={ArrowDownUp}
          aria-label={t('sort.now', { field: label })}
          data-tip={t('sort.now', { field: label })}
        />
      )}
    </MenuButton>
  )
}
