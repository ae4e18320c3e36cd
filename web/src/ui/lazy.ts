import { lazy } from 'react'

// The same parts as in their own files, fetched when first drawn: for pages that should not carry them. Wrap in <Suspense>.
export const Select = lazy(() => import('./select').then((m) => ({ default: m.Select })))
export const ComboBox = lazy(() => import('./combo-box').then((m) => ({ default: m.ComboBox })))
export const Dialog = lazy(() => import('./dialog').then((m) => ({ default: m.Dialog })))
export const Sheet = lazy(() => import('./dialog').then((m) => ({ default: m.Sheet })))
