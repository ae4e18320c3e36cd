import { describe, expect, it } from 'vitest'
import { move } from './moves'
import { columnsIn, offsetsOf, reveal, rowsIn } from './window'

describe('the window of a grid', () => {
  it('shows the rows in view and some more', () => {
    expect(rowsIn(0, 360, 36, 100_000, 2)).toEqual({ from: 0, to: 12 })
    expect(rowsIn(3600, 360, 36, 100_000, 2)).toEqual({ from: 98, to: 112 })
    expect(rowsIn(0, 360, 36, 3)).toEqual({ from: 0, to: 3 })
    expect(rowsIn(9999, 360, 36, 3)).toEqual({ from: 0, to: 3 })
  })
  it('shows the columns in view beside the pinned one', () => {
    const offsets = offsetsOf([200, 100, 100, 100, 100])
    expect(offsets).toEqual([0, 200, 300, 400, 500, 600])
    expect(columnsIn(offsets, 0, 350)).toEqual({ from: 1, to: 3 })
    expect(columnsIn(offsets, 150, 350)).toEqual({ from: 2, to: 4 })
    expect(columnsIn(offsets, 250, 350)).toEqual({ from: 3, to: 5 })
    expect(columnsIn(offsetsOf([200]), 0, 350)).toEqual({ from: 1, to: 1 })
  })
  it('scrolls no further than it must', () => {
    expect(reveal(300, 100, 0, 200, 500)).toBe(0)
    expect(reveal(450, 100, 0, 200, 500)).toBe(50)
    expect(reveal(210, 100, 100, 200, 500)).toBe(10)
  })
})

describe('the keys of a grid', () => {
  const bounds = { rows: 100, cols: 5, page: 20 }
  const press = (key: string, row: number, col: number, rtl = false, ctrlKey = false) =>
    move({ key, ctrlKey, metaKey: false }, { row, col }, bounds, rtl)

  it('follow the line of reading', () => {
    expect(press('ArrowRight', 3, 1)).toEqual({ row: 3, col: 2 })
    expect(press('ArrowRight', 3, 1, true)).toEqual({ row: 3, col: 0 })
    expect(press('ArrowLeft', 3, 1, true)).toEqual({ row: 3, col: 2 })
  })
  it('stay inside, and reach the head', () => {
    expect(press('ArrowUp', 0, 0)).toEqual({ row: -1, col: 0 })
    expect(press('ArrowUp', -1, 0)).toEqual({ row: -1, col: 0 })
    expect(press('ArrowDown', 99, 4)).toEqual({ row: 99, col: 4 })
    expect(press('PageDown', 95, 0)).toEqual({ row: 99, col: 0 })
    expect(press('PageUp', 5, 0)).toEqual({ row: 0, col: 0 })
  })
  it('jump with Ctrl', () => {
    expect(press('End', 3, 0, false, true)).toEqual({ row: 99, col: 4 })
    expect(press('Home', 30, 3, false, true)).toEqual({ row: 0, col: 0 })
    expect(press('End', 3, 0)).toEqual({ row: 3, col: 4 })
  })
  it('leave other keys alone', () => expect(press('a', 1, 1)).toBeUndefined())
})
