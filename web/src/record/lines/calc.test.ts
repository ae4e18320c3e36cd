import { expect, test } from 'vitest'
import type { Field, FieldType } from '../../api/types'
import { calculate, sumOf, withCalculated } from './calc'

const field = (name: string, type: FieldType, is?: string): Field => ({ name, type, label: name, is })
const fields = Object.fromEntries(
  [
    field('quantity', 'real'),
    field('price', 'money'),
    field('discount', 'percent'),
    field('total', 'money', 'net + tax_amount'),
    field('tax_amount', 'money', 'net * tax'),
    field('net', 'money', 'quantity * price * (1 - discount)'),
    field('tax', 'percent'),
  ].map((one) => [one.name, one]),
)
const usd = (minor: number) => ({ minor, cur: 'USD' })
const line = { quantity: 7, price: usd(333), discount: 12.5, tax: 10 }

test('what is calculated from what is calculated comes after it, each rounded once, as the server does', () => {
  // 7 × 3.33 × 0.875 is 20.39625, a tenth of 20.40 is 2.04
  expect(withCalculated(fields, line)).toMatchObject({ net: usd(2040), tax_amount: usd(204), total: usd(2244) })
})
test('a half goes away from zero, and a tenth is a tenth', () => {
  const one = { quantity: 0.1, price: usd(5), discount: 0, tax: 0 }
  expect(withCalculated(fields, one).net).toEqual(usd(1))
  expect(withCalculated(fields, { ...one, price: usd(-5) }).net).toEqual(usd(-1))
  expect(withCalculated(fields, { ...one, quantity: 1e-7, price: usd(1e7) }).net).toEqual(usd(1))
})
test('amounts beyond what a machine’s numbers hold are exact', () => {
  const one = { quantity: 1.000000001, price: usd(9_007_199_254_740_000), discount: 50, tax: 0 }
  expect(withCalculated(fields, one).net).toEqual(usd(4_503_599_631_873_600))
})
test('where a part is empty, or nothing can be divided so, there is no result', () => {
  expect(withCalculated(fields, { ...line, price: null }).total).toBeNull()
  expect(calculate('quantity / discount', fields, { quantity: 1, discount: 0 })).toBeUndefined()
  expect(calculate('net + price', fields, { net: usd(1), price: { minor: 1, cur: 'EUR' } })).toBeUndefined()
})
test('a ratio of amounts is a number', () => {
  expect(calculate('(net - price) / net', fields, { net: usd(300), price: usd(100) })).toEqual({
    value: { over: 200n, under: 300n },
    cur: undefined,
  })
})
test('sums are of one currency, and of nothing there is none', () => {
  expect(sumOf([usd(1), null, usd(2)])).toEqual(usd(3))
  expect(sumOf([usd(1), { minor: 1, cur: 'VND' }])).toBeNull()
  expect(sumOf([null, undefined])).toBeNull()
  expect(sumOf([2, 3])).toBe(5)
})
