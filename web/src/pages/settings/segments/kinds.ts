import type { Entity, Meta } from '../../../api/types'

/** Kinds that people work with: of these there are segments. */
export const segmentKinds = ({ entities }: Pick<Meta, 'entities'>): Entity[] =>
  Object.values(entities)
    .filter((entity) => entity.group !== 'admin')
    .sort((a, b) => (a.order ?? 99) - (b.order ?? 99))
