import { expect, test } from 'vitest'
import { changesBetween, type KeptLine, linesBetween } from './compare'

const usd = (minor: number) => ({ minor, cur: 'USD' })

test('what stayed is left out, what came and went is told', () => {
  expect(
    changesBetween(
      { name: 'Wiring', total: usd(100), terms: 'Half now' },
      { name: 'Wiring', total: usd(90), until: '2030-01-01' },
    ),
  ).toEqual({
    total: { from: usd(100), to: usd(90) },
    terms: { from: 'Half now', to: null },
    until: { from: null, to: '2030-01-01' },
  })
  expect(changesBetween({ price: usd(1) }, { price: { cur: 'USD', minor: 1 } })).toEqual({})
})

test('lines are known by their ids, whatever they say and wherever they stand', () => {
  const was: KeptLine[] = [
    { id: '1', fields: { text: 'Cable', price: usd(5), position: 1 } },
    { id: '2', fields: { text: 'Relay', position: 2 } },
    { id: '3', fields: { text: 'Fuse', position: 3 } },
  ]
  const now: KeptLine[] = [
    { id: '3', fields: { text: 'Fuse', position: 1 } },
    { id: '4', fields: { text: 'Relay', position: 2 } },
    { id: '1', fields: { text: 'Cable, blue', price: usd(5), position: 3 } },
  ]
  const found = linesBetween(was, now, 'position')
  expect(found.map(({ id, what }) => [id, what])).toEqual([
    ['4', 'new'],
    ['1', 'changed'],
    ['2', 'gone'],
  ])
  expect(found[1]?.changes).toEqual({ text: { from: 'Cable', to: 'Cable, blue' } })
  expect(found[2]?.fields).toEqual({ text: 'Relay', position: 2 })
  expect(linesBetween(was, was, 'position')).toEqual([])
})
