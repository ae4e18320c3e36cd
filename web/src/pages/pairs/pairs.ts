import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '../../api/api'
import type { Entity, Field, Row } from '../../api/types'
import { isBlank, kindOf } from '../../fields'
import { list } from '../../lib/fmt'
import { inSentence } from '../../lib/text'
import { t } from '../../lib/words'
import { fieldsOf } from '../../meta/use-meta'

/** What two agree in: fields that are the same, one of several, a name about the same, an address at the same domain. */
export interface Key {
  same?: string[]
  any?: string[]
  like?: string
  domain?: string
}

/** Two records that may be one. */
export interface Pair {
  id: string
  /** how sure, of 100 */
  score: number
  why: { agree: Key[]; differ: string[] }
  rows: [Row, Row]
  may_part: boolean
  may_merge: boolean
}

/** How the last search went; told to those who may ask for one. */
export interface Run {
  job: string
  state: string
  done: number
  total: number
  at_ms: number
  read: number
  /** there were more than are compared */
  full: boolean
  skipped_all: number
  skipped: { why: Key & { count: number }; row: Row }[]
}

interface Page {
  rows: Pair[]
  next: string | null
  count: number
  exact: boolean
  may_find: boolean
  run: Run | null
}

export const isRunning = (run: Run | null | undefined): boolean => run?.state === 'waiting' || run?.state === 'running'

/** The surest first, a page at a time, of `where` those in which one of the two is so; the first is asked again and again while they are searched for. */
export function usePairs(entity: string, where?: string) {
  const [more, setMore] = useState<Page[]>([])
  const [busy, setBusy] = useState(false)
  const { data, error, refetch } = useQuery({
    queryKey: ['pairs', entity, where],
    queryFn: ({ signal }) => get<Page>(`${entity}/pairs`, { query: { where }, signal }),
    refetchInterval: (query) => (isRunning(query.state.data?.run) ? 1500 : false),
    retry: false,
    staleTime: 0,
  })
  const next = (more.at(-1) ?? data)?.next
  const needMore = async () => {
    setBusy(true)
    try {
      const page = await get<Page>(`${entity}/pairs`, { query: { where, after: next } })
      setMore((old) => [...old, page])
    } finally {
      setBusy(false)
    }
  }
  const again = async () => {
    setMore([])
    await refetch()
  }
  const pairs = new Map([data, ...more].flatMap((page) => page?.rows ?? []).map((pair) => [pair.id, pair]))
  return { first: data, error, pairs: [...pairs.values()], more: next ? needMore : undefined, busy, again }
}

const labelsOf = (entity: Entity, names: readonly string[], type: 'conjunction' | 'disjunction') =>
  list(
    names.map((name) => inSentence(entity.fields[name]?.label ?? name)),
    type,
  )

/** A key in words: same email; same phone or mobile; similar name. */
function keySaid(entity: Entity, { same = [], any = [], like, domain }: Key): string[] {
  const said = []
  if (same.length) said.push(t('pairs.same', { fields: labelsOf(entity, same, 'conjunction') }))
  if (any.length) said.push(t('pairs.same', { fields: labelsOf(entity, any, 'disjunction') }))
  if (like) said.push(t('pairs.like', { field: labelsOf(entity, [like], 'conjunction') }))
  if (domain) said.push(t('pairs.domain', { field: labelsOf(entity, [domain], 'conjunction') }))
  return said
}

/** Each word of why, once. */
export const agreeSaid = (entity: Entity, keys: readonly Key[]): string[] => [
  ...new Set(keys.flatMap((key) => keySaid(entity, key))),
]

export const differSaid = (entity: Entity, names: readonly string[]): string =>
  t('pairs.differ', { fields: labelsOf(entity, names, 'conjunction') })

const namesOf = ({ same = [], any = [], like, domain }: Key) => [...same, ...any, like ?? '', domain ?? '']

/** As people would say that both say the same. */
export const looksSame = (field: Field, [one, other]: readonly [Row, Row]): boolean => {
  const said = (row: Row) => {
    const value = row.fields[field.name]
    return isBlank(value) ? '' : kindOf(field).text(value, field, row)
  }
  return said(one) !== '' && said(one) === said(other)
}

/** What is worth seeing, in the order of the form: what was compared, and of what their faces show, what differs. */
export function fieldsToShow(entity: Entity, { why, rows }: Pair): Field[] {
  const { title, under, badge, facts = [] } = entity.face
  const compared = new Set([...why.agree.flatMap(namesOf), ...why.differ])
  const names = new Set([...compared, under ?? '', badge ?? '', ...facts])
  const order = [...(entity.views.form ?? []).flat(), ...Object.keys(entity.fields)]
  names.delete(title)
  return fieldsOf(
    entity,
    [...new Set(order)].filter((name) => names.has(name)),
  ).filter(
    (field) =>
      rows.some((row) => !isBlank(row.fields[field.name])) && (compared.has(field.name) || !looksSame(field, rows)),
  )
}

/** All that hang together with this pair by other pairs that are on the page: its own two first. */
export function together(pairs: readonly Pair[], pair: Pair, max: number): string[] {
  const ids = new Set(pair.rows.map((row) => row.id))
  for (let before = 0; before < ids.size; ) {
    before = ids.size
    for (const { rows } of pairs) if (rows.some((row) => ids.has(row.id))) for (const row of rows) ids.add(row.id)
  }
  return [...ids].slice(0, max)
}
