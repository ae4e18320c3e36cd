import type { Field } from '../../api/types'

/** Types whose cells are read alike. */
export const dates = new Set(['date', 'time'])
export const numbers = new Set(['int', 'real', 'percent', 'score', 'money'])
export const worded = new Set(['choice', 'choices', 'bool'])
export const plain = new Set(['text', 'ref', 'any', 'tags', 'address', 'person_name'])

/** Is there anything to say about how such cells are read? */
export const hasOptions = (field: Field): boolean =>
  [dates, numbers, worded, plain].some((kind) => kind.has(field.type))
