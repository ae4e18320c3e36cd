import type { Row } from '../api/types'

/** Records somebody wants to make one of: the dialog for it is drawn in the shell, and may be asked for from anywhere. */
export interface MergeWish {
  entity: string
  ids: string[]
  /** the one that stays, unless another is chosen */
  into?: string
  answer: (made: Row | undefined) => void
}

type Ask = (wish: MergeWish) => void
let ask: Ask | undefined

export function whenMerge(run: Ask): () => void {
  ask = run
  return () => {
    ask = undefined
  }
}

/** Opens the dialog; resolves to the record that stayed, or to nothing when it was closed. */
export const openMerge = (entity: string, ids: string[], into?: string): Promise<Row | undefined> =>
  new Promise((answer) => (ask ? ask({ entity, ids, into, answer }) : answer(undefined)))
