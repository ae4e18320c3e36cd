import { Columns3, Ellipsis, Kanban, ListFilter, Plus, Search, Table2 } from 'lucide-react'
import { lazy, Suspense } from 'react'
import type { Entity } from '../../api/types'
import { number } from '../../lib/fmt'
import { navigate } from '../../lib/router'
import { cx, inSentence } from '../../lib/text'
import { t } from '../../lib/words'
import { may } from '../../meta/may'
import { defaultColumns } from '../../meta/use-meta'
import { openCreate } from '../../record/create-dialog'
import { Button, IconButton } from '../../ui/button'
import { iconOf } from '../../ui/icons'
import { Opens } from '../../ui/opens'
import { AddFilter } from '../filter/add-filter'
import type { Filter } from '../filter/rule-text'
import { phone, useMedia } from '../table/use-size'
import { AxisMenu } from './axis-menu'
import style from './bar.module.css'
import { SearchBox } from './search-box'
import { SortMenu } from './sort-menu'
import type { View } from './use-view'
import type { Shape } from './view-state'

interface ToolsProps {
  entity: Entity
  view: View
  filter: Filter
  onFilter: (filter: Filter) => void
  /** on a phone the search box has a line of its own */
  searching: boolean
  onSearching: (on: boolean) => void
}

const MoreMenu = lazy(() => import('./more-menu').then((m) => ({ default: m.MoreMenu })))
const loadColumns = () => import('./column-picker')

/** The end of the head: search, filter, columns, order, shape, more, and the one thing to press. */
export function Tools({ entity, view, filter, onFilter, searching, onSearching }: ToolsProps) {
  const { state, set } = view
  const small = useMedia(phone)
  const count = filter.parts.length
  const table = state.shape === 'table'

  return (
    <>
      {small ? (
        <IconButton
          icon={Search}
          label={t('list.search', { entities: inSentence(entity.label[1]) })}
          pressed={searching}
          onClick={() => onSearching(!searching)}
        />
      ) : (
        <SearchBox
          label={t('list.search', { entities: inSentence(entity.label[1]) })}
          value={state.q}
          onChange={(q) => set({ q })}
        />
      )}
      <AddFilter entity={entity} filter={filter} onChange={onFilter}>
        {(props) => (
          <Button {...props} kind="ghost" icon={ListFilter} data-tip={t('filter.add_title')}>
            <span className={style.label}>{t('filter.button')}</span>
            {count > 0 && <span className={style.badge}>{number(count)}</span>}
          </Button>
        )}
      </AddFilter>
      <span className={style.wide}>
        <SortMenu entity={entity} sort={state.sort} onSort={(sort) => set({ sort })} />
        {!table && <AxisMenu entity={entity} by={state.by} onBy={(by) => set({ by })} />}
        {table && (
          <Opens
            load={loadColumns}
            kind="dialog"
            trigger={(props) => (
              <Button {...props} kind="ghost" icon={Columns3} data-tip={t('list.columns')}>
                <span className={style.label}>{t('list.columns_button')}</span>
              </Button>
            )}
            body={({ ColumnPicker }, overlay) => (
              <ColumnPicker
                {...overlay}
                entity={entity}
                names={state.columns}
                usual={view.base.columns.length ? view.base.columns : defaultColumns(entity)}
                onChange={(columns) => set({ columns })}
              />
            )}
          />
        )}
      </span>
      {view.mayBoard && !small && <Shapes shape={state.shape} onShape={(shape) => set({ shape })} />}
      {entity.price && !small && (
        <Button kind="ghost" icon={iconOf(entity.icon)} onClick={() => navigate(`/prices/${entity.name}`)}>
          {t('list.prices')}
        </Button>
      )}
      <Suspense fallback={<IconButton icon={Ellipsis} label={t('list.more')} />}>
        <MoreMenu entity={entity} view={view} small={small} filtered={count > 0} />
      </Suspense>
      {may(entity, 'create') && (
        <Button
          kind="primary"
          icon={Plus}
          aria-label={t('list.create', { entity: inSentence(entity.label[0]) })}
          onClick={() => openCreate(entity.name)}
        >
          {!small && t('list.create', { entity: inSentence(entity.label[0]) })}
        </Button>
      )}
    </>
  )
}

const icons = { table: Table2, board: Kanban }

function Shapes({ shape, onShape }: { shape: Shape; onShape: (shape: Shape) => void }) {
  return (
    <div className={style.shapes} role="group" aria-label={t('list.shape')}>
      {(['table', 'board'] as const).map((one) => {
        const Icon = icons[one]
        return (
          <button
            key={one}
            type="button"
            className={cx(style.shape)}
            aria-pressed={shape === one}
            aria-label={t(`list.as.${one}`)}
            data-tip={t(`list.as.${one}`)}
            onClick={() => onShape(one)}
          >
            <Icon size={15} strokeWidth={1.75} aria-hidden />
          </button>
        )
      })}
    </div>
  )
}
