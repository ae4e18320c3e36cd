/** Is the line to the server there? What the stream knows, for the eyes of a person. */
let open = true
const listeners = new Set<() => void>()

export const isLineOpen = (): boolean => open
export function watchLine(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
export function setLine(now: boolean): void {
  if (open === now) return
  open = now
  for (const listener of listeners) listener()
}
