import type { ReactNode } from 'react'
import type { Entity, Row } from '../api/types'
import { Refused } from '../fields/refused'
import { refusedOf, useReach } from './use-reach'

/** Wherever one looks at a record: its numbers and addresses are ways to reach it only while it may be reached by them. */
export function Reached({ entity, row, children }: { entity: Entity; row: Row | undefined; children: ReactNode }) {
  const channels = useReach(entity, row)
  return <Refused value={refusedOf(row, channels)}>{children}</Refused>
}
