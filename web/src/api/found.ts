import type { Past } from '../lib/past'

export interface Hit extends Past {
  entity: string
  id: string
  title: string
  under?: string
  badge?: string
  /** not found by its title: by this field, and the text around the word */
  why?: { field: string; text: string }
}

export interface Found {
  hits: Hit[]
  /** so many more are in the archive */
  archived?: number
  /** nothing has the words that were asked: these were, in their place */
  meant?: string
}
