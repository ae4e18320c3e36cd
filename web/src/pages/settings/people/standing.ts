import type { Row } from '../../../api/types'
import { today } from '../../../lib/date'

/** How somebody stands today: who cannot come in, who is away. */
export type Standing = 'here' | 'away' | 'no_login' | 'left'

export function standingOf({ fields }: Row): Standing {
  const { active, login, away_from: from, away_until: until } = fields
  if (active === false) return 'left'
  const now = today()
  const begun = typeof from === 'string' && from <= now
  if (begun && (typeof until !== 'string' || until >= now)) return 'away'
  return login ? 'here' : 'no_login'
}

export const rolesOf = (row: Row): string[] => (Array.isArray(row.fields.roles) ? row.fields.roles : [])
