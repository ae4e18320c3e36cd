import { useEffect, useMemo, useRef, useState } from 'react'
import { ApiError } from '../../api/api'
import { onHappening } from '../../api/stream'
import type { Entity } from '../../api/types'
import { t } from '../../lib/words'
import { type ListAsk, type ListModel, listModel } from '../../store/list-model'
import { keyOf, rowOf } from '../../store/records'
import { readRow } from '../../store/use-record'
import { announce } from '../../ui/announce'
import { toast } from '../../ui/toast'
import { bothRules, equals } from '../filter/rule-text'
import { mayMove, moveRow } from '../stage/needs'
import { type BoardColumn, boardColumns, sumField } from './columns'
import { useSums } from './use-sums'

export type Key = string | null

export interface BoardApi {
  entity: Entity
  by: string
  askOf: (key: Key) => ListAsk
  modelOf: (key: Key) => ListModel
  may: (from: Key, to: Key) => boolean
  /** the person moves a card */
  move: (id: string, from: Key, to: Key) => Promise<boolean>
  /** a card turned out to belong elsewhere: somebody changed it */
  settle: (id: string, from: Key, to: Key) => void
}

const refusal = (error: unknown) =>
  error instanceof ApiError ? (error.faults[0]?.text ?? error.message) : String(error)

/** Where cards stand, and how they get elsewhere. */
export function useBoard(entity: Entity, by: string, ask: ListAsk) {
  const sum = sumField(entity)
  const { sums, shift, refresh } = useSums({
    entity: entity.name,
    by,
    sum,
    where: ask.where,
    q: ask.q,
    archived: ask.archived,
  })
  const moving = useRef(new Set<string>())
  /** records others have made, by column: not yet shown */
  const [fresh, setFresh] = useState<Record<string, number>>({})
  const columns = useMemo(() => boardColumns(entity, by, sums, t('board.unset')), [entity, by, sums])
  const tools = useRef({ shift, refresh, columns })
  tools.current = { shift, refresh, columns }

  const { where, q, sort, fields, archived } = ask
  const board = useMemo((): BoardApi => {
    const askOf = (key: Key) => ({ where: bothRules(where, equals(by, key)), q, sort, fields, archived })
    const modelOf = (key: Key) => listModel(entity.name, askOf(key))
    const carry = (id: string, from: Key, to: Key, at = 0) => {
      modelOf(from).drop(id)
      modelOf(to).put(id, at)
      tools.current.shift(from, to, rowOf(keyOf(entity.name, id)))
    }
    const labelOf = (key: Key) => tools.current.columns.find((column) => column.key === key)?.label ?? ''
    return {
      entity,
      by,
      askOf,
      modelOf,
      may: (from, to) => mayMove(entity, by, from, to),
      move: async (id, from, to) => {
        const title = rowOf(keyOf(entity.name, id))?.title ?? ''
        const at = Math.max(0, modelOf(from).state.ids.indexOf(id))
        moving.current.add(id)
        try {
          const place = (back: boolean) => (back ? carry(id, to, from, at) : carry(id, from, to))
          const done = t('board.moved', { title, stage: labelOf(to) })
          const moved = await moveRow({ entity, id, by, to, done, place })
          announce(t(moved ? 'board.dropped' : 'board.put_back', { title, stage: labelOf(moved ? to : from) }))
          return moved
        } catch (error) {
          toast(refusal(error), { tone: 'danger' })
          announce(t('board.put_back', { title, stage: labelOf(from) }))
          return false
        } finally {
          moving.current.delete(id)
          tools.current.refresh()
        }
      },
      settle: (id, from, to) => {
        if (moving.current.has(id)) return
        carry(id, from, to)
        tools.current.refresh()
      },
    }
  }, [entity, by, where, q, sort, fields, archived])

  // What others make comes into its column, if it belongs to what is shown; not under the eyes of somebody reading it.
  useEffect(
    () =>
      onHappening((happening) => {
        if (happening.event !== 'record' || happening.entity !== entity.name) return
        const { id, what } = happening
        if (what !== 'created' && what !== 'restored' && what !== 'appeared') return
        readRow(entity.name, id).then(
          (row) => {
            const key = (row.fields[by] ?? null) as Key
            if (board.modelOf(key).state.ids.includes(id)) return
            setFresh((old) => ({ ...old, [String(key)]: (old[String(key)] ?? 0) + 1 }))
          },
          () => {},
        )
      }),
    [board, entity.name, by],
  )
  const showFresh = (key: Key) => {
    setFresh((old) => ({ ...old, [String(key)]: 0 }))
    board.modelOf(key).reload()
  }
  return { board, columns, sums, sum, fresh, showFresh }
}

export type { BoardColumn }
