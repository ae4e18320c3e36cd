import { lazy } from 'react'

/** The dialog that asks for the password again, fetched when first drawn. Wrap in <Suspense>. */
export const PasswordStep = lazy(() => import('./password-step').then((m) => ({ default: m.PasswordStep })))
