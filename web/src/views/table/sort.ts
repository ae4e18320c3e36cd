import type { Field } from '../../api/types'
import { newest } from '../bar/view-state'

/** Amounts, dates and scores are asked for from the top, words from A. */
const fromTop = (field: Field) =>
  ['money', 'int', 'real', 'percent', 'score', 'date', 'time', 'duration', 'bool'].includes(field.type)

/** What pressing the head of a column does: its usual way, the other way, no sorting. */
export function nextSort(sort: string, field: Field): string {
  const up = field.name
  const down = `-${field.name}`
  const [first, second] = fromTop(field) ? [down, up] : [up, down]
  return sort === first ? second : sort === second ? newest : first
}

export const sortField = (sort: string): string => sort.replace(/^-/, '')
