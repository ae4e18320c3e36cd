import { lazy } from 'react'

/** What edits in place, fetched at the first edit: a list that is only read does not carry it. Wrap in <Suspense>. */
export const CellEditor = lazy(() => import('./cell-editor').then((m) => ({ default: m.CellEditor })))
