import type { Fields, Row } from '../api/types'

/** What somebody was writing about a record: kept in this browser, so that a closed tab loses nothing. */
export interface KeptDraft {
  kind: string
  fields: Fields
  refs: Row['refs']
}

const prefix = 'kith.draft.'
const keyOf = (entity: string, id: string) => `${prefix}${entity}.${id}`
/** More than this is not kept: the oldest goes. */
const most = 40

export function keptDraft(entity: string, id: string): KeptDraft | undefined {
  try {
    return JSON.parse(localStorage.getItem(keyOf(entity, id)) ?? 'null') ?? undefined
  } catch {
    return undefined
  }
}

export function keepDraft(entity: string, id: string, draft: KeptDraft | undefined): void {
  const key = keyOf(entity, id)
  try {
    localStorage.removeItem(key)
    if (!draft) return
    const keys = Object.keys(localStorage).filter((k) => k.startsWith(prefix))
    for (const old of keys.slice(0, Math.max(0, keys.length - most))) localStorage.removeItem(old)
    localStorage.setItem(key, JSON.stringify(draft))
  } catch {
    // A full or forbidden store: then there is no draft, and nothing else is lost.
  }
}

/** At sign-out: nothing of the one before stays. */
export function dropDrafts(): void {
  for (const key of Object.keys(localStorage)) if (key.startsWith(prefix)) localStorage.removeItem(key)
}
