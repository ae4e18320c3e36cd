import type { AnyRef } from '../../api/types'

// Ids only: what they are called is read again, with the rights of whoever asks.
const kept = 'kith.recent'
const most = 8

export function recent(): AnyRef[] {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(kept) ?? '[]')
    return Array.isArray(read) ? read : []
  } catch {
    return []
  }
}

/** The record whose page was opened goes to the front. */
export function remember(entity: string, id: string): void {
  const others = recent().filter((r) => r.entity !== entity || r.id !== id)
  localStorage.setItem(kept, JSON.stringify([{ entity, id }, ...others].slice(0, most)))
}

/** And what was searched (searches.ts). */
export function forgetRecent(): void {
  localStorage.removeItem(kept)
  localStorage.removeItem('kith.searches')
}
