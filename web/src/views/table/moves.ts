/** A cell of the grid; row -1 is the head. */
export interface Place {
  row: number
  col: number
}

interface Bounds {
  rows: number
  cols: number
  /** rows of one screen */
  page: number
}

type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey'>

/** Where a key leads; undefined when it is not one that moves. Left and right follow the line of reading. */
export function move(event: Key, at: Place, { rows, cols, page }: Bounds, rtl: boolean): Place | undefined {
  const far = event.ctrlKey || event.metaKey
  const forward = rtl ? 'ArrowLeft' : 'ArrowRight'
  const backward = rtl ? 'ArrowRight' : 'ArrowLeft'
  const to = (row: number, col: number): Place => ({
    row: Math.max(-1, Math.min(rows - 1, row)),
    col: Math.max(0, Math.min(cols - 1, col)),
  })
  switch (event.key) {
    case 'ArrowDown':
      return to(far ? rows - 1 : at.row + 1, at.col)
    case 'ArrowUp':
      return to(far ? 0 : at.row - 1, at.col)
    case forward:
      return to(at.row, far ? cols - 1 : at.col + 1)
    case backward:
      return to(at.row, far ? 0 : at.col - 1)
    case 'Home':
      return to(far ? 0 : at.row, 0)
    case 'End':
      return to(far ? rows - 1 : at.row, cols - 1)
    case 'PageDown':
      return to(Math.max(0, at.row) + page, at.col)
    case 'PageUp':
      return to(Math.max(0, at.row - page), at.col)
    default:
      return undefined
  }
}
