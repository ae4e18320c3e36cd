import type { PriceWish } from '../../api/prices'
import type { Entity, Field, Fields } from '../../api/types'

/** What a question can be asked by, as fields of a form: nothing is required, and nothing depends on another. */
export const askedFields = (entity: Entity, empty: string): Field[] =>
  (entity.price?.by ?? []).flatMap((name) => {
    const field = entity.fields[name]
    if (!field) return []
    const { show: _show, needed: _needed, ...rest } = field
    return [{ ...rest, required: false, readonly: false, empty } as Field]
  })

/** Quantity and day of a question, as fields of the same form. */
export const otherFields = (entity: Entity, label: { quantity: string; on: string }): Field[] => {
  const unit = entity.price?.quantity ? entity.fields[entity.price.quantity]?.unit : undefined
  return [
    { name: '@quantity', type: 'real', label: label.quantity, min: 0, ...(unit ? { unit } : {}) } as Field,
    ...(entity.price?.dated ? [{ name: '@on', type: 'date', label: label.on } as Field] : []),
  ]
}

/** What is filled in, as it is asked. */
export function wishOf(fields: Fields): PriceWish {
  const by = Object.fromEntries(
    Object.entries(fields).filter(([name, value]) => !name.startsWith('@') && value !== null && value !== ''),
  )
  const { '@quantity': quantity, '@on': on } = fields
  return {
    by,
    ...(typeof quantity === 'number' ? { quantity } : {}),
    ...(typeof on === 'string' ? { on } : {}),
  }
}

/** Where a fault of the question stands in the form. */
export const placeOf = (at: string): string => (at.startsWith('by.') ? at.slice('by.'.length) : `@${at}`)
