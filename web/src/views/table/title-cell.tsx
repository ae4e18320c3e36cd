import { PanelRight } from 'lucide-react'
import { memo, Suspense, useRef } from 'react'
import { cx } from '../../lib/text'
import { t } from '../../lib/words'
import { isPerson } from '../../meta/use-meta'
import { prefetchRow } from '../../store/use-record'
import { Avatar } from '../../ui/bits'
import { IconButton } from '../../ui/button'
import { Called } from '../../ui/called'
import { Checkbox } from '../../ui/checkbox'
import { Link } from '../../ui/link'
import style from './cell.module.css'
import type { GridCellProps } from './grid-cell'
import { CellEditor } from './lazy-editor'

interface TitleCellProps extends GridCellProps {
  selected: boolean
  onSelect: (id: string, reach: boolean) => void
  onPeek: (id: string) => void
}

/** Whether it is chosen, who or what it is, the way in. */
export const TitleCell = memo(function TitleCell(props: TitleCellProps) {
  const { entity, column, row, at, index, active, editing, edit, selected, onSelect, onPeek } = props
  const cell = useRef<HTMLDivElement>(null)
  const title = row.title || t('list.untitled')
  return (
    <div
      ref={cell}
      role="gridcell"
      className={style.pinned}
      data-pinned
      style={{ inlineSize: column.width }}
      aria-colindex={at + 1}
      data-cell={`${index}:${at}`}
      tabIndex={active ? 0 : -1}
    >
      <Checkbox
        label={t('list.select_named', { title })}
        hideLabel
        className={style.check}
        checked={selected}
        tabIndex={-1}
        onChange={(_, shift) => onSelect(row.id, shift)}
      />
      <Avatar name={title} person={isPerson(entity.name)} />
      <Link
        to={`/${entity.name}/${row.id}`}
        className={cx('name', style.title)}
        tabIndex={-1}
        onAhead={() => prefetchRow(entity.name, row.id)}
        dir="auto"
      >
        <Called of={row}>{title}</Called>
      </Link>
      <IconButton
        className={style.peek}
        label={t('list.peek_named', { title })}
        icon={PanelRight}
        flip
        small
        tabIndex={-1}
        keys="KeyP"
        onClick={() => onPeek(row.id)}
      />
      {editing && (
        <Suspense>
          <CellEditor {...{ entity, row, editing, edit, cell }} field={column.field} />
        </Suspense>
      )}
    </div>
  )
})
