/** Which part of something long is in view: `from` up to, not including, `to`. */
export interface Span {
  from: number
  to: number
}

/** Rows of one height; `spare` more on either side, so that a quick flick shows no gap. */
export function rowsIn(top: number, height: number, row: number, count: number, spare = 6): Span {
  const from = Math.max(0, Math.min(count, Math.floor(top / row)) - spare)
  const to = Math.min(count, Math.ceil((top + height) / row) + spare)
  return { from, to: Math.max(from, to) }
}

/** Where each column begins; one more at the end: where the last one stops. */
export function offsetsOf(widths: readonly number[]): number[] {
  const offsets = [0]
  for (const width of widths) offsets.push(offsets.at(-1)! + width)
  return offsets
}

/** The columns (without the pinned first one) that are at least partly in view. */
export function columnsIn(offsets: readonly number[], start: number, width: number): Span {
  const pinned = offsets[1] ?? 0
  const count = offsets.length - 1
  let from = 1
  while (from < count && offsets[from + 1]! <= start + pinned) from++
  let to = from
  while (to < count && offsets[to]! < start + width) to++
  return { from, to }
}

/** How far to scroll so that a piece lies in view, between what is pinned before it and the end. */
export function reveal(at: number, size: number, scroll: number, pinned: number, view: number): number {
  if (at < scroll + pinned) return Math.max(0, at - pinned)
  if (at + size > scroll + view) return at + size - view
  return scroll
}

export const sameSpan = (a: Span, b: Span): boolean => a.from === b.from && a.to === b.to
