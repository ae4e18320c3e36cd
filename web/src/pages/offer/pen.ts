/** The paper of a signature, in the units of its drawing. */
export const wide = 999
export const high = 333
const near = 5
const most = 11_900

export interface Dot {
  x: number
  y: number
}

const clamp = (n: number, max: number) => Math.min(max, Math.max(0, Math.round(n)))

/** Where on the paper a pointer is; the paper may be drawn at any size. */
export const dotAt = (at: Dot, box: { left: number; top: number; width: number; height: number }): Dot => ({
  x: clamp(((at.x - box.left) / box.width) * wide, wide),
  y: clamp(((at.y - box.top) / box.height) * high, high),
})

/** The strokes with one more dot; a shaking hand, and a drawing that is full, add none. */
export function drawn(strokes: string, last: Dot | undefined, dot: Dot): string {
  if (strokes.length > most) return strokes
  if (!last) return `${strokes}M${dot.x} ${dot.y}L${dot.x} ${dot.y}`
  if (Math.abs(dot.x - last.x) < near && Math.abs(dot.y - last.y) < near) return strokes
  return `${strokes}L${dot.x} ${dot.y}`
}
