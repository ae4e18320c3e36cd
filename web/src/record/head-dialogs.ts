import { type ComponentType, lazy } from 'react'
import type { Entity, Row } from '../api/types'
import { withWords } from '../lib/words'

interface HeadDialogProps {
  entity: Entity
  row: Row
  onClose: () => void
}

const dialog = (load: () => Promise<ComponentType<HeadDialogProps>>) =>
  lazy(() => load().then((component) => ({ default: component })))

/** What the menu of a record opens, each fetched when it is. */
export const headDialogs = {
  history: dialog(() => withWords('merge', import('./history-dialog')).then((m) => m.HistoryDialog)),
  versions: dialog(() => withWords('merge', import('./versions/versions-dialog')).then((m) => m.VersionsDialog)),
  offer: dialog(() => withWords('offer', import('./links/links-dialog')).then((m) => m.LinksDialog)),
  paper: dialog(() => withWords('offer', import('./paper/paper-dialog')).then((m) => m.PaperDialog)),
  document: dialog(() => withWords('merge', import('./document/document-dialog')).then((m) => m.DocumentDialog)),
  merge: dialog(() => withWords('merge', import('./merge/merge-pick')).then((m) => m.MergePick)),
  convert: dialog(() => import('./convert-dialog').then((m) => m.ConvertDialog)),
  share: dialog(() => withWords('access', import('./access/shares-dialog')).then((m) => m.SharesDialog)),
  why: dialog(() => withWords('access', import('./access/why-dialog')).then((m) => m.WhyDialog)),
  held: dialog(() => withWords('access', import('./access/held-dialog')).then((m) => m.HeldDialog)),
  erase: dialog(() => withWords('access', import('./access/erase-dialog')).then((m) => m.EraseDialog)),
}

export type HeadDialog = keyof typeof headDialogs

export const isHeadDialog = (id: string): id is HeadDialog => id in headDialogs
