import type { Patch, Row } from '../api/types'

/** A record somebody wants to make: the dialog for it is drawn in the shell, and may be asked for from anywhere. */
export interface NewRecord {
  entity: string
  preset: Patch
  /** titles of what the preset refers to */
  refs: Row['refs']
  /** the record of which it is a copy, if that has lines: they come along */
  linesOf?: string
  answer: (made: Row | undefined) => void
}

type Ask = (wanted: NewRecord) => void
let ask: Ask | undefined

/** The one who draws the dialog. The answer takes it away again. */
export function whenNewRecord(run: Ask): () => void {
  ask = run
  return () => {
    ask = undefined
  }
}

/** Opens the dialog that makes a record; resolves to it, or to nothing when it was closed. */
export const openCreate = (
  entity: string,
  preset: Patch = {},
  refs: Row['refs'] = {},
  linesOf?: string,
): Promise<Row | undefined> =>
  new Promise((answer) => (ask ? ask({ entity, preset, refs, linesOf, answer }) : answer(undefined)))
