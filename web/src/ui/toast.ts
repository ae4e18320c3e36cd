import { useSyncExternalStore } from 'react'

export interface ToastAction {
  label: string
  run: () => void
}

export interface ToastItem {
  id: number
  text: string
  tone: 'plain' | 'danger'
  action?: ToastAction
}

let items: readonly ToastItem[] = []
let last = 0
const listeners = new Set<() => void>()
const set = (next: readonly ToastItem[]) => {
  items = next
  for (const tell of listeners) tell()
}

export function dismiss(id: number): void {
  set(items.filter((item) => item.id !== id))
}

/** Says something at the foot of the page, politely, for six seconds. Three at most stand there. */
export function toast(
  text: string,
  options: { tone?: ToastItem['tone']; action?: ToastAction; stay?: boolean } = {},
): number {
  const id = ++last
  set([...items, { id, text, tone: options.tone ?? 'plain', action: options.action }].slice(-3))
  if (!options.stay) setTimeout(dismiss, 6000, id)
  return id
}

export const useToasts = (): readonly ToastItem[] =>
  useSyncExternalStore(
    (tell) => {
      listeners.add(tell)
      return () => listeners.delete(tell)
    },
    () => items,
  )
