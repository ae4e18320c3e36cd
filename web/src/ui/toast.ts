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

interface ToastOptions {
  tone?: ToastItem['tone']
  action?: ToastAction
  /** until it is replaced or closed */
  stay?: boolean
  /** takes the place of an earlier one: how far something is */
  replace?: number
}

/** Says something at the foot of the page, politely, for six seconds. Three at most stand there. */
export function toast(text: string, { tone = 'plain', action, stay, replace }: ToastOptions = {}): number {
  const id = ++last
  const item: ToastItem = { id, text, tone, action }
  const at = items.findIndex((other) => other.id === replace)
  set(at < 0 ? [...items, item].slice(-3) : items.with(at, item))
  if (!stay) setTimeout(dismiss, 6000, id)
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
