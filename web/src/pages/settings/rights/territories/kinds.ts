import type { Entity, Meta } from '../../../../api/types'

/** Kinds that people work with, and not those of the server itself: of these there are segments. */
export const workKinds = ({ entities }: Pick<Meta, 'entities'>): Entity[] =>
  Object.values(entities)
    .filter((entity) => entity.group !== 'admin')
    .sort((a, b) => (a.order ?? 99) - (b.order ?? 99))

/** Those whose records have owners: of these there are territories. */
export const territoryKinds = (meta: Pick<Meta, 'entities'>): Entity[] =>
  workKinds(meta).filter((entity) => entity.traits.includes('own'))
