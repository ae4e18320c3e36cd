import type { Entity } from '../../../api/types'

/** What a token is for, as one chooses it. */
export type Reach = 'read' | 'write' | 'some'
export type Level = 'none' | 'read' | 'write'

export interface Scope {
  reach: Reach
  /** where it is for some: entity, and how far */
  some: Record<string, Level>
  export: boolean
  admin: boolean
}

export const wholeScope: Scope = { reach: 'write', some: {}, export: false, admin: false }

/** As the server takes it: "read:lead", "write:*", "export". Writing is also seeing. */
export function scopesOf({ reach, some, export: out, admin }: Scope): string[] {
  const words: string[] = []
  if (reach === 'read') words.push('read:*')
  if (reach === 'write') words.push('read:*', 'write:*')
  if (reach === 'some') {
    for (const [name, level] of Object.entries(some)) {
      if (level === 'write') words.push(`write:${name}`)
      if (level === 'read') words.push(`read:${name}`)
    }
  }
  if (out) words.push('export')
  if (admin) words.push('admin')
  return words
}

/** Entities a token may be narrowed to: those one meets in the navigation. */
export const scopeEntities = (entities: Record<string, Entity>): Entity[] =>
  Object.values(entities)
    .filter((e) => e.group !== 'admin' && (e.order ?? 0) > 0)
    .sort((a, b) => (a.order ?? 0) - (b.order ?? 0))
