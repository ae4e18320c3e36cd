import { lazy, Suspense, useMemo, useState } from 'react'
import type { Entity } from '../api/types'
import { count } from '../lib/fmt'
import { setSearch } from '../lib/router'
import { settings } from '../lib/settings'
import { inSentence } from '../lib/text'
import { t } from '../lib/words'
import { openPeek } from '../record/peek'
import { PageSheet } from '../shell/page-sheet'
import { useList } from '../store/use-list'
import { ErrorBox } from '../ui/bits'
import { archivedOf } from './bar/archived'
import { SearchBox } from './bar/search-box'
import { Tools } from './bar/tools'
import { useView, type View } from './bar/use-view'
import { ViewBar } from './bar/view-bar'
import { type Filter, readRule, writeRule } from './filter/rule-text'
import style from './list.module.css'
import { listFields } from './list-fields'
import { NeedsHost } from './stage/needs-host'
import { Grid } from './table/grid'
import { useSelection } from './table/use-selection'
import { phone, useMedia } from './table/use-size'

const Board = lazy(() => import('./board/board').then((m) => ({ default: m.Board })))
const FilterBar = lazy(() => import('./filter/filter-bar').then((m) => ({ default: m.FilterBar })))
const BulkBar = lazy(() => import('./bulk/bulk-bar').then((m) => ({ default: m.BulkBar })))
const EmptyList = lazy(() => import('./empty-list').then((m) => ({ default: m.EmptyList })))
const WithArchived = lazy(() => import('./with-archived').then((m) => ({ default: m.WithArchived })))
const Cards = lazy(() => import('./table/cards').then((m) => ({ default: m.Cards })))
const panel = 'list-panel'

/** The list of an entity, as the view says: table, board, or cards on a phone. */
export function ListView({ entity }: { entity: Entity }) {
  const view = useView(entity)
  const { state, set } = view
  const small = useMedia(phone)
  const [searching, setSearching] = useState(state.q !== '')
  const [summary, setSummary] = useState<string>()
  const board = state.shape === 'board'
  const fields = listFields(entity, [...state.columns, state.by])
  const ask = {
    where: state.where || undefined,
    q: state.q || undefined,
    sort: state.sort,
    fields,
    archived: archivedOf(state),
  }

  // What is being added may be no rule yet: it stands as a chip and is not asked for.
  const filter = useMemo(() => readRule(state.where), [state.where])
  const onFilter = (next: Filter) => set({ where: writeRule(next) })
  const widen = () => setSearch({ q: null, where: view.base.where ? '*' : null })

  return (
    <PageSheet
      title={entity.label[1]}
      count={board ? small ? undefined : summary : <Total entity={entity} ask={ask} waiting={view.waiting} />}
      end={<Tools {...{ entity, view, filter, onFilter, searching }} onSearching={setSearching} />}
      under={<ViewBar entity={entity} view={view} panel={panel} />}
      status={board ? t('board.hints') : <Status entity={entity} ask={ask} waiting={view.waiting} />}
    >
      <div className={style.body} id={panel} role="tabpanel" aria-label={entity.label[1]}>
        {small && searching && (
          <div className={style.searchRow}>
            <SearchBox
              label={t('list.search', { entities: inSentence(entity.label[1]) })}
              value={state.q}
              onChange={(q) => set({ q })}
              autoFocus
            />
          </div>
        )}
        {state.archived && (
          <Suspense>
            <WithArchived onOff={() => set({ archived: false })} />
          </Suspense>
        )}
        {filter.parts.length > 0 && (
          <Suspense fallback={<div className={style.filterRoom} />}>
            <FilterBar entity={entity} filter={filter} onChange={onFilter} />
          </Suspense>
        )}
        {view.waiting ? null : board ? (
          <Suspense>
            <Board entity={entity} view={view} ask={ask} onSummary={setSummary} />
          </Suspense>
        ) : (
          <Table {...{ entity, view, ask, small }} onWiden={widen} />
        )}
      </div>
      <NeedsHost />
    </PageSheet>
  )
}

export type Ask = Parameters<typeof useList>[1]

interface AboutList {
  entity: Entity
  ask: Ask
  waiting: boolean
}

const Total = ({ waiting, ...list }: AboutList) => (waiting ? null : <Counted {...list} />)

function Counted({ entity, ask }: Omit<AboutList, 'waiting'>) {
  const { total, exact } = useList(entity.name, ask)
  return total === undefined ? null : count(total, exact)
}

/** After a number most languages keep the word as it is; of one there is one in English, too. */
const counted = ({ label }: Entity, total?: number) =>
  inSentence(settings().language === 'en' && total !== 1 ? label[1] : label[0])

function CountedWords({ entity, ask }: Omit<AboutList, 'waiting'>) {
  const { total } = useList(entity.name, ask)
  return (
    <>
      <Counted entity={entity} ask={ask} /> {counted(entity, total)}
    </>
  )
}

function Status({ waiting, ...list }: AboutList) {
  return (
    <>
      <span>{waiting ? counted(list.entity) : <CountedWords {...list} />}</span>
      <span className={style.hints}>{t('list.hints')}</span>
    </>
  )
}

function Table({
  entity,
  view,
  ask,
  small,
  onWiden,
}: Omit<AboutList, 'waiting'> & { view: View; small: boolean; onWiden: () => void }) {
  const { state, set } = view
  const list = useList(entity.name, ask)
  const { ids, error, loading, done, fresh, model } = list
  const selection = useSelection(() => model.state.ids)
  const reason = error?.faults[0]?.text ?? error?.message

  if (error && ids.length === 0)
    return (
      <div className={style.notice}>
        <ErrorBox title={reason ?? ''} onRetry={() => model.reload()} />
      </div>
    )
  if (done && ids.length === 0 && !loading)
    return (
      <Suspense>
        <EmptyList entity={entity} narrowed={state.where !== '' || state.q !== ''} onWiden={onWiden} />
      </Suspense>
    )
  return (
    <div className={style.main}>
      {fresh > 0 && (
        <button type="button" className={style.fresh} onClick={() => model.reload()}>
          {t('list.fresh', { count: fresh })}
        </button>
      )}
      {small ? (
        <Suspense>
          <Cards {...{ entity, list, selection }} />
        </Suspense>
      ) : (
        <Grid
          {...{ entity, list, selection }}
          names={state.columns}
          sort={state.sort}
          onSort={(sort) => set({ sort })}
          onPeek={(id) => openPeek(entity.name, id)}
        />
      )}
      {selection.ids.size > 0 && (
        <Suspense>
          <BulkBar {...{ entity, state, selection }} total={list.total} exact={list.exact} />
        </Suspense>
      )}
    </div>
  )
}
