import { ApiError, api, type ListQuery } from '../api/api'
import type { Row } from '../api/types'
import { dropRow, keyOf, putRow } from './records'

export interface ListState {
  ids: readonly string[]
  /** of all that fit, not only of those loaded; undefined until counted */
  total: number | undefined
  exact: boolean
  /** nothing has been loaded yet */
  loading: boolean
  /** a page is on its way */
  busy: boolean
  /** there is no next page */
  done: boolean
  error: ApiError | undefined
  /** rows that others have made since: the list does not move under the eyes, it offers to show them */
  fresh: number
}

export type ListAsk = Pick<ListQuery, 'where' | 'q' | 'sort' | 'fields' | 'trash' | 'archived'>

/** The first page comes soon, those after it are as large as the server gives. */
const pageSize = 100
const nextSize = 200
const empty: ListState = {
  ids: [],
  total: undefined,
  exact: true,
  loading: true,
  busy: false,
  done: false,
  error: undefined,
  fresh: 0,
}

/** One list as asked for: pages come forward, one after the other, each continuing where the last one ended. */
export class ListModel {
  state: ListState = empty
  private next: string | undefined
  /** the ids of a list as a set, kept while pages only come to its end: a long list is not gone through for each of them */
  private holds: { of: readonly string[]; ids: Set<string> } = { of: [], ids: new Set() }
  private wanted = 0
  private stop = new AbortController()
  private readonly listeners = new Set<() => void>()
  readonly entity: string
  readonly ask: ListAsk

  constructor(entity: string, ask: ListAsk) {
    this.entity = entity
    this.ask = ask
  }

  watch = (tell: () => void): (() => void) => {
    this.listeners.add(tell)
    if (this.state.loading && !this.state.busy) this.start()
    return () => {
      this.listeners.delete(tell)
    }
  }

  get watched(): boolean {
    return this.listeners.size > 0
  }

  /** The row at `index` is about to be seen: makes sure it and the page after it are there. */
  need(index: number): void {
    this.wanted = Math.max(this.wanted, index + pageSize / 2)
    if (!this.state.busy && !this.state.done && this.wanted >= this.state.ids.length) void this.fetchPage()
  }

  /** From the start again; what is shown stays until the answer is here. */
  reload(): void {
    this.stop.abort()
    this.stop = new AbortController()
    this.next = undefined
    this.wanted = 0
    this.start(true)
  }

  /** A record was made here: put it on top at once. */
  insert(row: Row): void {
    putRow(row)
    if (this.state.ids.includes(row.id)) return
    this.set({
      ids: [row.id, ...this.state.ids],
      total: this.state.total === undefined ? undefined : this.state.total + 1,
    })
  }

  /** A record that is in the store comes to stand here, at a place of one's own. */
  put(id: string, at = 0): void {
    if (this.state.ids.includes(id)) return
    const total = this.state.total === undefined ? undefined : this.state.total + 1
    this.set({ ids: this.state.ids.toSpliced(at, 0, id), total })
  }

  drop(id: string): void {
    if (!this.state.ids.includes(id)) return
    const total = this.state.total === undefined ? undefined : Math.max(0, this.state.total - 1)
    this.set({ ids: this.state.ids.filter((other) => other !== id), total })
  }

  /** Another person made or removed a record of this entity. */
  heard(what: string, id: string): void {
    if (what === 'deleted') {
      this.drop(id)
      dropRow(keyOf(this.entity, id))
    } else if (what !== 'changed' && !this.state.ids.includes(id) && !this.ask.trash)
      this.set({ fresh: this.state.fresh + 1 })
  }

  private set(change: Partial<ListState>): void {
    this.state = { ...this.state, ...change }
    for (const tell of this.listeners) tell()
  }

  private start(again = false): void {
    void this.fetchPage(again)
    const { where, q, trash, archived } = this.ask
    const { signal } = this.stop
    api
      .count(this.entity, { where, q, trash, archived }, signal)
      .then(({ count, exact }) => this.set({ total: count, exact }))
      .catch(() => {})
  }

  private async fetchPage(again = false): Promise<void> {
    const { signal } = this.stop
    this.set({ busy: true, error: undefined })
    try {
      const limit = this.next === undefined ? pageSize : nextSize
      const page = await api.rows(this.entity, { ...this.ask, limit, after: this.next }, signal)
      for (const row of page.rows) putRow(row, false)
      const before = again ? [] : this.state.ids
      if (this.holds.of !== before) this.holds = { of: before, ids: new Set(before) }
      const fresh = page.rows.map((r) => r.id).filter((id) => !this.holds.ids.has(id))
      const ids = [...before, ...fresh]
      for (const id of fresh) this.holds.ids.add(id)
      this.holds.of = ids
      this.next = page.next ?? undefined
      this.set({ ids, loading: false, busy: false, done: page.next === null, ...(again ? { fresh: 0 } : {}) })
      if (!this.state.done && this.wanted >= ids.length) void this.fetchPage()
    } catch (error) {
      if (signal.aborted) return
      this.set({
        busy: false,
        loading: false,
        error: error instanceof ApiError ? error : new ApiError(0, String(error)),
      })
    }
  }
}

const models = new Map<string, ListModel>()
const kept = 12

/** The model of a list; a dozen of them stay, so that going back is instant. */
export function listModel(entity: string, ask: ListAsk): ListModel {
  const key = `${entity}?${JSON.stringify([ask.where, ask.q, ask.sort, ask.fields, ask.trash, ask.archived])}`
  const model = models.get(key) ?? new ListModel(entity, ask)
  models.delete(key)
  models.set(key, model)
  for (const [old, other] of models) {
    if (models.size <= kept) break
    if (!other.watched) models.delete(old)
  }
  return model
}

export const listModels = (): Iterable<ListModel> => models.values()
export const dropLists = (): void => models.clear()
/** After something was made, removed or moved here: every list of the entity looks again. */
export function reloadLists(entity: string): void {
  for (const [key, model] of models) {
    if (model.entity !== entity) continue
    if (model.watched) model.reload()
    else models.delete(key)
  }
}
