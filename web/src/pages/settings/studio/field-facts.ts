import type { From } from './api'
import type { Draft } from './use-draft'

/** Who brought a field. */
export const fieldFrom = (draft: Draft, field: string): From => {
  const { kind } = draft
  if (!kind || draft.own) return 'site'
  return kind.from[`fields.${field}`] ?? 'site'
}
