import { useCallback, useSyncExternalStore } from 'react'

/** Is the window at least this wide? */
export function useWide(px: number): boolean {
  const query = `(min-width: ${px}px)`
  return useSyncExternalStore(
    useCallback(
      (tell) => {
        const media = matchMedia(query)
        media.addEventListener('change', tell)
        return () => media.removeEventListener('change', tell)
      },
      [query],
    ),
    () => matchMedia(query).matches,
  )
}
