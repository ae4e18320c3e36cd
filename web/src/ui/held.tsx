import type { ReactNode } from 'react'
import { eyes } from '../api/eyes'

/** What changes something stands still while one looks through other eyes; the bar above the page says why. */
export function Held({ children }: { children: ReactNode }) {
  if (!eyes()) return children
  return (
    <fieldset disabled className="held">
      {children}
    </fieldset>
  )
}
