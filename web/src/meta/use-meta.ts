import { queryOptions } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import { api } from '../api/api'
import type { Entity, Field, Me, Meta } from '../api/types'
import { guessLanguage, usual } from '../lib/settings'

export const metaQuery = queryOptions({ queryKey: ['meta'], queryFn: api.meta, staleTime: Number.POSITIVE_INFINITY })
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: () => api.me().then(wholeMe),
  staleTime: Number.POSITIVE_INFINITY,
})

/** What a person never set (null on the wire) is what suits their language. */
export function wholeMe(me: Me): Me {
  const language = me.language ?? guessLanguage()
  const { calendar, digits, zone, firstDay } = usual(language)
  return {
    ...me,
    language,
    calendar: me.calendar ?? calendar,
    digits: me.digits ?? digits,
    zone: me.zone ?? zone,
    first_day: me.first_day ?? firstDay,
    theme: me.theme ?? 'auto',
    density: me.density ?? 'normal',
  }
}

// A context and not a query in every cell: one observer for the whole app is enough.
export const MetaContext = createContext<Meta | undefined>(undefined)
export const MeContext = createContext<Me | undefined>(undefined)

/** What there is, in the person's words. Read before the first page is drawn, so it is always there. */
export function useMeta(): Meta {
  const meta = useContext(MetaContext)
  if (!meta) throw new Error('meta is read before the first page')
  return meta
}

/** Who is signed in. */
export function useMe(): Me {
  const me = useContext(MeContext)
  if (!me) throw new Error('me is read before the first page')
  return me
}

export const useEntity = (name: string): Entity | undefined => useMeta().entities[name]

/** Fields by name, in the order given; unknown names (a newer server) are left out. */
export const fieldsOf = (entity: Entity, names: readonly string[] = []): Field[] =>
  names.map((name) => entity.fields[name]).filter((field) => field !== undefined)

/** The columns of a list before anybody chose: the entity's own, else title, facts, badge. */
export function defaultColumns(entity: Entity): string[] {
  if (entity.views.table?.length) return entity.views.table
  const { title, under, badge, facts = [] } = entity.face
  return [...new Set([title, under, badge, ...facts].filter((name) => name !== undefined))]
}

/** The entities of a group that stand in the navigation, in order. */
export const navEntities = (meta: Meta, group: string): Entity[] =>
  Object.values(meta.entities)
    .filter((e) => e.group === group && (e.order ?? 0) > 0)
    .sort((a, b) => (a.order ?? 0) - (b.order ?? 0))

let people = new Set<string>()

/** Remembers whose records are people: those with the name of a person as title, and users. */
export function applyMeta(meta: Meta): void {
  const named = Object.values(meta.entities).filter((e) => e.fields[e.face.title]?.type === 'person_name')
  people = new Set(['user', ...named.map((e) => e.name)])
}

/** People are round and coloured, everything else is a grey square. */
export const isPerson = (entity: string): boolean => people.has(entity)
