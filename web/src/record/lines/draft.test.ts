import { expect, test } from 'vitest'
import { type Draft, placed, sumsOf } from './draft'

const draft = (key: string, fields: Draft['fields'] = {}): Draft => ({ key, fields, refs: {} })
const all = ['a', 'b', 'c'].map((key) => draft(key))
const order = (at: string, beside: string, side: 'above' | 'below') =>
  placed(all, at, beside, side)
    .map(({ key }) => key)
    .join('')

test('a line is put beside another', () => {
  expect(order('c', 'a', 'above')).toBe('cab')
  expect(order('a', 'c', 'below')).toBe('bca')
  expect(order('a', 'b', 'above')).toBe('abc')
  expect(order('b', 'a', 'below')).toBe('abc')
})
test('what went meanwhile moves nothing', () => {
  expect(order('x', 'a', 'above')).toBe('abc')
  expect(order('a', 'x', 'above')).toBe('abc')
  expect(order('a', 'a', 'below')).toBe('abc')
})
test('what is offered beside the others is in no sum', () => {
  const lines = { entity: 'line', of: 'whole', sums: { net: 'net' }, locked: [], optional: 'beside' }
  const usd = (minor: number, cur = 'USD') => ({ minor, cur })
  const drafts = [
    draft('a', { net: usd(1) }),
    draft('b', { net: usd(5, 'EUR'), beside: true }),
    draft('c', { net: usd(2) }),
  ]
  expect(sumsOf(lines, drafts)).toEqual({ net: usd(3) })
  expect(sumsOf({ ...lines, optional: undefined } as never, drafts)).toEqual({ net: null })
})
