import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { ApiError, api, onceKey, post } from '../../api/api'
import type { Entity, Fault, Field, Fields, Row, Value } from '../../api/types'
import { t } from '../../lib/words'
import { putRow } from '../../store/records'
import { toast } from '../../ui/toast'
import { quoted } from '../about'
import { takenOver } from '../taken-over'
import { titleRefs } from '../title-refs'
import { useFresh } from '../use-fresh'
import { type Draft, draftOf, isNothing, newDraft, placed, put, type Side, wishOf } from './draft'

const most = 200
const none: Row[] = []

/** The lines of a record while they are worked on: nothing is stored until `save`, then all of it or nothing. */
export function useLines(entity: Entity, row: Row, line: Entity) {
  const { of, order } = entity.lines!
  const key = ['lines', row.id]
  const cache = useQueryClient()
  useFresh(line.name, key)
  const { data, error } = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => {
      const fields = Object.keys(line.fields).join()
      const where = `${of} = ${quoted(row.id)}`
      return (await api.rows(line.name, { where, sort: order, limit: most, fields }, signal)).rows
    },
  })
  const stored = data ?? none
  const [work, setWork] = useState<{ drafts: Draft[]; stored: Row[]; version: number }>()
  const [refused, setRefused] = useState<{ faults: Fault[]; places: Record<string, string>; error?: string }>()
  const [busy, setBusy] = useState(false)
  const drafts = work?.drafts ?? stored.map(draftOf)
  const latest = useRef(drafts)
  latest.current = drafts
  const { wish, places } = wishOf(line, order, work?.stored ?? stored, drafts)

  const edit = (change: (drafts: Draft[]) => Draft[]) =>
    setWork((now) => {
      const begun = now ?? { drafts: stored.map(draftOf), stored, version: row.version }
      return { ...begun, drafts: change(begun.drafts) }
    })
  const change = (at: string, fields: Fields, refs?: Row['refs']) =>
    edit((all) => all.map((draft) => (draft.key === at ? put(draft, line, fields, refs) : draft)))
  const fieldsOf = (at: string) => latest.current.find((draft) => draft.key === at)?.fields ?? {}
  const set = (at: string, field: Field, value: Value, title?: string) => {
    const before = fieldsOf(at)[field.name]
    change(at, { [field.name]: value }, titleRefs(field, value, title))
    if (field.type !== 'ref' || typeof value !== 'string' || value === before) return
    void takenOver(line, field, value, before, () => fieldsOf(at)).then((all) => {
      for (const one of all) change(at, { [one.field.name]: one.value }, titleRefs(one.field, one.value, one.title))
    })
  }
  const add = (): string => {
    const draft = newDraft(line)
    edit((all) => [...all, draft])
    return draft.key
  }
  const drop = (at: string) => edit((all) => all.filter((draft) => draft.key !== at))
  const move = (at: string, by: number) =>
    edit((all) => {
      const from = all.findIndex((draft) => draft.key === at)
      const next = [...all]
      const [one] = next.splice(from, 1)
      if (one) next.splice(Math.max(0, from + by), 0, one)
      return next
    })
  const place = (at: string, beside: string, side: Side) => edit((all) => placed(all, at, beside, side))
  const discard = () => {
    setWork(undefined)
    setRefused(undefined)
    void cache.invalidateQueries({ queryKey: key })
  }
  const save = async () => {
    setBusy(true)
    setRefused(undefined)
    try {
      const path = `${entity.name}/${row.id}/lines`
      const done = await post<{ record: Row }>(path, wish, { ifMatch: work?.version ?? row.version, once: onceKey() })
      putRow(done.record)
      await cache.invalidateQueries({ queryKey: key })
      setWork(undefined)
      toast(t('lines.saved'))
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason
      const loose = reason.faults.find((fault) => !(fault.at.split('.').slice(0, 2).join('.') in places))
      const said = reason.status === 409 ? t('lines.taken') : (loose?.text ?? undefined)
      setRefused({ faults: reason.faults, places, error: said ?? (reason.faults.length ? undefined : reason.message) })
    } finally {
      setBusy(false)
    }
  }
  return {
    drafts,
    loading: !data && !error,
    error,
    edited: work !== undefined && !isNothing(wish),
    refused,
    busy,
    set,
    change,
    add,
    drop,
    move,
    place,
    discard,
    save,
  }
}

export type LinesHandle = ReturnType<typeof useLines>
