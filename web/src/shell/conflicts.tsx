import { lazy, Suspense, useEffect, useState } from 'react'
import { type Conflict, whenConflict } from '../store/records'

export interface AskedConflict extends Conflict {
  answer: (side: 'mine' | 'theirs') => void
}

const ConflictDialog = lazy(() => import('./conflict-dialog').then((m) => ({ default: m.ConflictDialog })))

/** Two people changed the same field: both values are shown, the person chooses. */
export function Conflicts() {
  const [asked, setAsked] = useState<AskedConflict>()
  useEffect(() => {
    whenConflict(
      (conflict) =>
        new Promise((resolve) => {
          setAsked({
            ...conflict,
            answer: (side) => {
              setAsked(undefined)
              resolve(side)
            },
          })
        }),
    )
  }, [])
  return asked ? (
    <Suspense>
      <ConflictDialog {...asked} />
    </Suspense>
  ) : null
}
