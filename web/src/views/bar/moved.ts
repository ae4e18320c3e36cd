/** A list with one piece at another place; the same list when nothing moves. */
export function moved<T>(list: readonly T[], piece: T, to: number): readonly T[] {
  const from = list.indexOf(piece)
  const place = Math.max(0, Math.min(list.length - 1, to))
  if (from < 0 || from === place) return list
  const next = list.filter((other) => other !== piece)
  next.splice(place, 0, piece)
  return next
}
