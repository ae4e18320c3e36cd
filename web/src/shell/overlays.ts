import { useSyncExternalStore } from 'react'

/** What may lie over the whole app: one at a time. */
export type OverlayName = 'palette' | 'keys' | 'password'

interface Open {
  name: OverlayName
  /** what it is about: an id */
  about: string
}

let open: Open | undefined
const listeners = new Set<() => void>()

function set(next: Open | undefined): void {
  open = next
  for (const tell of listeners) tell()
}

export const openOverlay = (name: OverlayName, about = ''): void => set({ name, about })
export const closeOverlay = (): void => set(undefined)

export const useOverlay = (): Open | undefined =>
  useSyncExternalStore(
    (tell) => {
      listeners.add(tell)
      return () => listeners.delete(tell)
    },
    () => open,
  )
