import { describe, expect, it } from 'vitest'
import type { Entity } from '../../api/types'
import { askedFields, otherFields, placeOf, wishOf } from './wish'

const rate = {
  name: 'rate',
  fields: {
    origin: {
      name: 'origin',
      type: 'ref',
      label: 'Origin',
      required: true,
      needed: 'mode is set',
      show: 'mode is set',
    },
    weight_from: { name: 'weight_from', type: 'real', label: 'Weight from', unit: 'kg' },
  },
  price: { by: ['origin', 'hidden'], quantity: 'weight_from', dated: true },
} as unknown as Entity

describe('a question of a price', () => {
  it('asks for nothing that must be said, and for no field that is not there', () => {
    expect(askedFields(rate, 'Any')).toEqual([
      { name: 'origin', type: 'ref', label: 'Origin', required: false, readonly: false, empty: 'Any' },
    ])
  })

  it('counts in the unit of the breaks, and asks for a day only where rates end', () => {
    const label = { quantity: 'Quantity', on: 'On' }
    expect(otherFields(rate, label).map(({ name, unit }) => [name, unit])).toEqual([
      ['@quantity', 'kg'],
      ['@on', undefined],
    ])
    const lasting = { ...rate, price: { by: [] } } as Entity
    expect(otherFields(lasting, label).map(({ name, unit }) => [name, unit])).toEqual([['@quantity', undefined]])
  })

  it('says what is filled in, and nothing else', () => {
    expect(wishOf({ origin: '7', mode: null, service: '', '@quantity': 0, '@on': '2026-06-01' })).toEqual({
      by: { origin: '7' },
      quantity: 0,
      on: '2026-06-01',
    })
    expect(wishOf({ '@quantity': null })).toEqual({ by: {} })
  })

  it('finds the place of a fault', () => {
    expect(['by.origin', 'quantity', 'on'].map(placeOf)).toEqual(['origin', '@quantity', '@on'])
  })
})
