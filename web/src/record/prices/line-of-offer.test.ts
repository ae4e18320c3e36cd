import { expect, test } from 'vitest'
import type { Lines } from '../../api/lines'
import type { Offer } from '../../api/prices'
import type { Entity, Row } from '../../api/types'
import { lineOfOffer } from './line-of-offer'

const usd = (minor: number) => ({ minor, cur: 'USD' })
const list = { price: { by: [], quantity: 'weight' }, fields: { weight: { unit: 'kg' } } } as unknown as Entity
const lines = { priced: { text: 'text', quantity: 'many', price: 'price' } } as unknown as Lines
const offer = (parts: Offer['lines'], total: number): Offer => ({
  total: usd(total),
  worth: usd(total),
  days: null,
  best: [],
  lines: parts,
  record: { title: 'Sea' } as Row,
})

test('a price for each is multiplied by the line', () => {
  const plain = offer([{ part: 'each', field: 'each', amount: usd(4538), price: usd(75), quantity: 60.5 }], 4538)
  expect(lineOfOffer(list, lines, plain, { quantity: 60.5 })).toEqual({ text: 'Sea', many: 60.5, price: usd(75) })
})
test('what a fixed charge or a least amount makes of it is one, and says of how much', () => {
  const each = { part: 'each', field: 'each', amount: usd(750), price: usd(75), quantity: 10 } as const
  const least = offer([each, { part: 'least', field: 'least', amount: usd(3250) }], 4000)
  expect(lineOfOffer(list, lines, least, { quantity: 10 })).toEqual({
    text: 'Sea (10\u00a0kg)',
    many: 1,
    price: usd(4000),
  })
  const hundred = offer([{ ...each, per: 100 }], 8)
  expect(lineOfOffer(list, lines, hundred, { quantity: 10 })).toMatchObject({ many: 1, price: usd(8) })
})
test('a line that takes the amount alone gets no more', () => {
  const alone = { priced: { price: 'price' } } as unknown as Lines
  expect(lineOfOffer(list, alone, offer([], 5), {})).toEqual({ price: usd(5) })
})
