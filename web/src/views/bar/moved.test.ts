import { expect, it } from 'vitest'
import { moved } from './moved'

it('moves one piece and keeps the others in order', () => {
  const list = ['a', 'b', 'c']
  expect(moved(list, 'a', 2)).toEqual(['b', 'c', 'a'])
  expect(moved(list, 'c', -5)).toEqual(['c', 'a', 'b'])
  expect(moved(list, 'b', 1)).toBe(list)
  expect(moved(list, 'x', 1)).toBe(list)
})
