import { queryOptions, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { api } from '../../api/api'
import { eyes } from '../../api/eyes'
import { concerns, onHappening } from '../../api/stream'
import { useMe, useMeta } from '../../meta/use-meta'
import { equals } from '../filter/rule-text'
import { type SavedView, savedView, storedView, type ViewState } from './view-state'

/** Views are records like any other; this is what they are called. */
const views = 'view'
const key = (entity: string) => ['views', entity]

const viewsQuery = (entity: string, me: string) =>
  queryOptions({
    queryKey: key(entity),
    queryFn: ({ signal }) => {
      const where = `${equals('entity', entity)} and (owner = @me or shared)`
      const fields = 'name,shape,where,sort,columns,shared,owner'
      return api
        .rows(views, { where, fields, sort: 'name', limit: 100 }, signal)
        .then((page) => page.rows.map((row) => savedView(row, me)))
    },
    staleTime: Number.POSITIVE_INFINITY,
  })

const none: SavedView[] = []

/** The saved views of an entity, one's own first, then those others share; kept up to date. */
export function useSavedViews(entity: string) {
  const me = useMe().id
  const known = useMeta().entities[views] !== undefined
  const { data, refetch, isPending } = useQuery({ ...viewsQuery(entity, me), enabled: known })
  useEffect(
    () =>
      onHappening((happening) => {
        if (concerns(happening, views)) void refetch()
      }),
    [refetch],
  )
  const all = data ? [...data.filter((view) => view.mine), ...data.filter((view) => !view.mine)] : none
  return { views: all, waiting: known && isPending, may: known && !eyes(), refetch }
}

export const createView = (entity: string, name: string, state: ViewState) =>
  api.create(views, { entity, name, shared: false, ...storedView(state) })

async function changeView(id: string, change: Parameters<typeof api.change>[2]) {
  const { version } = await api.read(views, id)
  return api.change(views, id, change, version)
}

export const saveView = (id: string, state: ViewState) => changeView(id, storedView(state))
export const renameView = (id: string, name: string) => changeView(id, { name })
export const shareView = (id: string, shared: boolean) => changeView(id, { shared })
export const deleteView = (id: string) => api.remove(views, id)
export const restoreView = (id: string) => api.restore(views, id)
