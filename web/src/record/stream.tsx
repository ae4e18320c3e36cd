import { eyes } from '../api/eyes'

import type { Entity, Row } from '../api/types'
import { Composer } from './composer'
import { Timeline } from './timeline'

interface StreamProps {
  entity: Entity
  row: Row
  /** see Composer */
  asked?: { kind: string; nth: number }
}

/** Where one writes, and below it what happened. */
export function Stream({ entity, row, asked }: StreamProps) {
  return (
    <>
      {row.may.change !== false && !eyes() && <Composer entity={entity} row={row} asked={asked} />}
      <Timeline entity={entity} id={row.id} />
    </>
  )
}
