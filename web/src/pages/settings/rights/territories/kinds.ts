import type { Entity, Meta } from '../../../../api/types'

/** Kinds whose records have owners, and are not of the server itself: of these there are territories. */
export const territoryKinds = ({ entities }: Pick<Meta, 'entities'>): Entity[] =>
  Object.values(entities)
    .filter((entity) => entity.traits.includes('own') && entity.group !== 'admin')
    .sort((a, b) => (a.order ?? 99) - (b.order ?? 99))
