import { lazy, Suspense, useSyncExternalStore } from 'react'
import { openNeeds, watchNeeds } from './needs'

const NeedsDialog = lazy(() => import('./needs-dialog').then((m) => ({ default: m.NeedsDialog })))

/** Stands once in a page on which records move: asks for what a stage needs. */
export function NeedsHost() {
  const asked = useSyncExternalStore(watchNeeds, openNeeds)
  return asked ? (
    <Suspense>
      <NeedsDialog key={asked.row.id + asked.fields.length} {...asked} />
    </Suspense>
  ) : null
}
