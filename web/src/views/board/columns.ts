import type { Entity, Field, Sum } from '../../api/types'
import { fieldsOf } from '../../meta/use-meta'
import { isStage } from '../stage/needs'

/** One column of a board: one choice of the field it is laid out by. */
export interface BoardColumn {
  /** null: the records that have no choice */
  key: string | null
  label: string
  hue: number | undefined
  end: 'won' | 'lost' | undefined
  /** seconds after which a card here has stood still too long */
  staleAfter: number | undefined
  /** percent: what a sum here is worth */
  probability: number | undefined
}

/** The columns in the order of the choices; retired and unset ones only where records stand there. */
export function boardColumns(entity: Entity, by: string, sums: readonly Sum[], unset: string): BoardColumn[] {
  const holds = (key: string | null) => sums.some((sum) => sum.key === key && sum.count > 0)
  const pipeline = isStage(entity, by) ? entity.pipeline : undefined
  const columns = Object.entries(entity.fields[by]?.of ?? {})
    .filter(([key, choice]) => !choice.retired || holds(key))
    .map(([key, { label, hue }]): BoardColumn => {
      const stage = pipeline?.[key]
      return {
        key,
        label,
        hue,
        end: stage?.end,
        staleAfter: stage?.stale_after,
        probability: stage?.end ? undefined : stage?.probability,
      }
    })
  const none = { hue: undefined, end: undefined, staleAfter: undefined, probability: undefined }
  return holds(null) ? [{ key: null, label: unset, ...none }, ...columns] : columns
}

export const sumField = (entity: Entity): Field | undefined => entity.fields[entity.views.board?.sum ?? '']

/** What stands on a card, by the face of its entity. */
export interface CardParts {
  under: Field | undefined
  amount: Field | undefined
  date: Field | undefined
  person: Field | undefined
  /** stands where there is no amount */
  fact: Field | undefined
}

export function cardParts(entity: Entity, by: string): CardParts {
  const { under, facts = [] } = entity.face
  const all = fieldsOf(entity, facts).filter((field) => field.name !== by)
  const first = (...types: Field['type'][]) => all.find((field) => types.includes(field.type))
  const amount = first('money') ?? sumField(entity)
  const date = first('date') ?? first('time')
  const person = all.find((field) => field.type === 'ref' && [field.to].flat().includes('user'))
  return {
    under: entity.fields[under ?? ''],
    amount,
    date,
    person,
    fact: all.find((field) => ![amount, date, person].includes(field) && field.type !== 'long_text'),
  }
}

/** Days a card has stood where it is, once that is too long. */
export function staleDays(column: BoardColumn, since: unknown, now = Date.now()): number | undefined {
  if (column.staleAfter === undefined || column.end || typeof since !== 'number') return undefined
  const days = Math.floor((now - since) / 86_400_000)
  return now - since > column.staleAfter * 1000 ? days : undefined
}
