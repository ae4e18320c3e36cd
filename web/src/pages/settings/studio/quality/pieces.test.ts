import { expect, test } from 'vitest'
import type { Json } from '../sheet'
import { pieceOf, piecesOf, saidOf, shareOf } from './pieces'
import { isFilled, scoreOf } from './score'

const pieces = piecesOf({
  name: 10,
  phone: { weight: 30, or: ['mobile'] },
  tax: { weight: 20, when: "kind = 'customer'" },
})
const row = (fields: Record<string, string>) => ({ fields })

test('a piece is a weight, or says more; it is said as briefly as can be', () => {
  expect(pieces.map(({ weight }) => weight)).toEqual([10, 30, 20])
  const all: Json[] = [10, { weight: 30, or: ['mobile'] }, { weight: 20, when: "kind = 'customer'" }]
  for (const said of all) expect(saidOf(pieceOf('any', said))).toEqual(said)
  expect(saidOf({ weight: 5, or: [], when: ' ' })).toBe(5)
  expect(piecesOf(undefined)).toEqual([])
})

test('a record is as complete as the server counts it', () => {
  expect(scoreOf(pieces, row({ name: 'A' }))).toBe(16)
  expect(scoreOf(pieces, row({ name: 'A', mobile: '1' }))).toBe(66)
  expect(scoreOf([], row({}))).toBe(100)
  expect(isFilled(pieces[1]!, row({ phone: '' }))).toBe(false)
  expect(pieces.map((one) => shareOf(one, pieces))).toEqual([17, 50, 33])
})
