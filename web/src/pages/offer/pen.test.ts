import { expect, test } from 'vitest'
import { dotAt, drawn } from './pen'

const taken = /^(?:[ML]\d{1,3} \d{1,3})+$/

test('a pointer outside the paper draws at its edge', () => {
  const box = { left: 100, top: 50, width: 300, height: 100 }
  expect(dotAt({ x: 100, y: 50 }, box)).toEqual({ x: 0, y: 0 })
  expect(dotAt({ x: 900, y: 900 }, box)).toEqual({ x: 999, y: 333 })
  expect(dotAt({ x: -5, y: 100 }, box)).toEqual({ x: 0, y: 167 })
})

test('strokes are what the server takes, and end', () => {
  let strokes = drawn('', undefined, { x: 3, y: 4 })
  expect(strokes).toBe('M3 4L3 4')
  expect(drawn(strokes, { x: 3, y: 4 }, { x: 5, y: 5 })).toBe(strokes)
  for (let i = 0; i < 5000; i++) strokes = drawn(strokes, { x: 0, y: 0 }, { x: 990, y: (i * 7) % 333 })
  expect(strokes.length).toBeLessThanOrEqual(12_000)
  expect(strokes).toMatch(taken)
})
