import { lazy, Suspense } from 'react'
import { closeOverlay, type OverlayName, useOverlay } from './overlays'

export interface OverlayProps {
  about: string
  onClose: () => void
}

// A closed overlay costs nothing: its code comes when it is opened.
const parts: Record<OverlayName, React.ComponentType<OverlayProps>> = {
  palette: lazy(() => import('./palette/palette').then((m) => ({ default: m.Palette }))),
  keys: lazy(() => import('./shortcut-sheet').then((m) => ({ default: m.ShortcutSheet }))),
  password: lazy(() => import('./password-dialog').then((m) => ({ default: m.PasswordDialog }))),
}

/** Stands once in the shell. */
export function OverlaysHost() {
  const open = useOverlay()
  if (!open) return null
  const Part = parts[open.name]
  return (
    <Suspense>
      <Part about={open.about} onClose={closeOverlay} />
    </Suspense>
  )
}
