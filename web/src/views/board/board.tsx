import type { Entity } from '../../api/types'
export const Board = (_: { entity: Entity; view: unknown; ask: unknown; onSummary: unknown; onWiden: unknown }) => null
