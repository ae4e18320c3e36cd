import { lazy, Suspense, useEffect, useState } from 'react'
import { type Conflict, whenConflict } from '../store/records'

export interface AskedConflict extends Conflict {
  /** the fields of which one's own value is kept */
  answer: (kept: string[]) => void
}

const ConflictDialog = lazy(() => import('./conflict-dialog').then((m) => ({ default: m.ConflictDialog })))

/** Two people changed the same field: both values are shown, the person chooses, one conflict after the other. */
export function Conflicts() {
  const [asked, setAsked] = useState<AskedConflict[]>([])
  useEffect(() => {
    whenConflict(
      (conflict) =>
        new Promise((resolve) => {
          const one: AskedConflict = {
            ...conflict,
            answer: (kept) => {
              setAsked((all) => all.filter((other) => other !== one))
              resolve(kept)
            },
          }
          setAsked((all) => [...all, one])
        }),
    )
  }, [])
  const [first] = asked
  return first ? (
    <Suspense>
      <ConflictDialog key={first.theirs.version} {...first} />
    </Suspense>
  ) : null
}
