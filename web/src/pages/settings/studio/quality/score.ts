import type { Row } from '../../../../api/types'
import { isBlank } from '../../../../fields'
import type { Piece } from './pieces'

export const isFilled = ({ field, or }: Piece, { fields }: Pick<Row, 'fields'>): boolean =>
  [field, ...or].some((name) => !isBlank(fields[name]))

/** How complete a record would be, as the server counts: rounded down, and all of nothing is all. */
export function scoreOf(pieces: readonly Piece[], row: Pick<Row, 'fields'>): number {
  const sum = (some: readonly Piece[]) => some.reduce((total, one) => total + one.weight, 0)
  const all = sum(pieces)
  return all ? Math.floor((sum(pieces.filter((one) => isFilled(one, row))) * 100) / all) : 100
}
