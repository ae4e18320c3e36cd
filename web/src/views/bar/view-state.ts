import { eyes } from '../../api/eyes'
import type { Entity, Field, Row } from '../../api/types'
import { defaultColumns } from '../../meta/use-meta'

export type Shape = 'table' | 'board'

/** How a list is looked at. The URL carries the view and what differs from it. */
export interface ViewState {
  shape: Shape
  where: string
  sort: string
  columns: string[]
  /** the field whose choices are the columns of a board */
  by: string
  /** what is typed into the search box; never part of a saved view */
  q: string
  /** with what is in the archive; never part of a saved view */
  archived: boolean
}

export interface SavedView {
  id: string
  name: string
  shape: Shape
  where: string
  sort: string
  columns: string[]
  shared: boolean
  owner: string
  mine: boolean
  mayChange: boolean
}

/** Newest first, as the server sorts by itself. */
export const newest = '-id'
/** In the URL: the view asks for something, the person took it away. */
const nothing = '*'

/** Views every entity has without anybody having saved them. */
export type BuiltIn = 'all' | 'mine'
export const builtIns = (entity: Entity): BuiltIn[] => (entity.traits.includes('own') ? ['all', 'mine'] : ['all'])

export function savedView(row: Row, me: string): SavedView {
  const { name, shape, where, sort, columns, shared, owner } = row.fields
  const text = (value: unknown) => (typeof value === 'string' ? value : '')
  const { change } = row.may
  return {
    id: row.id,
    name: text(name) || row.title,
    shape: shape === 'board' ? 'board' : 'table',
    where: text(where),
    sort: text(sort),
    columns: Array.isArray(columns) ? columns : [],
    shared: shared === true,
    owner: text(owner),
    mine: owner === me,
    mayChange: !eyes() && (change === true || (Array.isArray(change) && change.length > 0)),
  }
}

/** The fields a board may be laid out by: closed lists short enough to stand side by side. */
export const axesOf = (entity: Entity): Field[] =>
  Object.values(entity.fields).filter(
    ({ type, of, readonly }) => type === 'choice' && !readonly && Object.keys(of ?? {}).length <= 14,
  )

export const defaultAxis = (entity: Entity): string => entity.views.board?.by ?? axesOf(entity)[0]?.name ?? ''

/** What a view shows before anybody deviates from it. A board keeps its axis where a table keeps its columns. */
export function baseOf(entity: Entity, saved: SavedView | BuiltIn | undefined, shape: Shape): ViewState {
  const plain: ViewState = {
    shape,
    where: saved === 'mine' ? 'owner = @me' : '',
    sort: newest,
    columns: defaultColumns(entity),
    by: defaultAxis(entity),
    q: '',
    archived: false,
  }
  if (typeof saved !== 'object') return plain
  const known = saved.columns.filter((name) => entity.fields[name])
  const board = saved.shape === 'board'
  return {
    ...plain,
    shape: saved.shape,
    where: saved.where,
    sort: saved.sort || newest,
    columns: !board && known.length ? known : plain.columns,
    by: (board && known[0]) || plain.by,
  }
}

type Change = Partial<ViewState>
const list = (text: string) => text.split(',').filter(Boolean)

/** The view with what the URL says on top. */
export function stateOf(entity: Entity, base: ViewState, search: URLSearchParams): ViewState {
  const said = (name: string, usual: string, none = '') => {
    const text = search.get(name)
    return text === null ? usual : text === nothing ? none : text
  }
  const columns = list(search.get('columns') ?? '').filter((name) => entity.fields[name])
  const by = search.get('by') ?? ''
  return {
    shape: said('shape', base.shape) === 'board' ? 'board' : 'table',
    where: said('where', base.where),
    sort: said('sort', base.sort, newest),
    columns: columns.length ? columns : base.columns,
    by: entity.fields[by]?.of ? by : base.by,
    q: search.get('q') ?? '',
    archived: search.get('archived') === 'with',
  }
}

/** A change as search parameters: what is as in the view is not said. */
export function paramsOf(base: ViewState, change: Change): Record<string, string | null> {
  const params: Record<string, string | null> = {}
  for (const name of ['shape', 'where', 'sort', 'by', 'q'] as const) {
    const value = change[name]
    if (value !== undefined) params[name] = value === base[name] ? null : value || nothing
  }
  if (change.q === '') params.q = null
  if (change.archived !== undefined) params.archived = change.archived ? 'with' : null
  if (change.columns) params.columns = change.columns.join() === base.columns.join() ? null : change.columns.join()
  return params
}

/** Does the URL ask for something else than the view? The search box does not count. */
export const deviates = (base: ViewState, state: ViewState): boolean =>
  (['shape', 'where', 'sort', 'by'] as const).some((name) => base[name] !== state[name]) ||
  base.columns.join() !== state.columns.join()

/** What is written into the record of a saved view. */
export const storedView = (state: ViewState) => ({
  shape: state.shape,
  where: state.where || null,
  sort: state.sort === newest ? null : state.sort,
  columns: state.shape === 'board' ? [state.by] : state.columns,
})
