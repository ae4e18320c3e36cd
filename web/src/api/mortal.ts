import type { Past } from '../lib/past'

/** What can be no more: in the trash, or one of the past. */
export interface Mortal extends Past {
  deleted_ms?: number
}
