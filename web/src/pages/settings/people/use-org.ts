import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { api } from '../../../api/api'
import { concerns, onHappening } from '../../../api/stream'
import type { Row } from '../../../api/types'

/** So many of a kind are read for the pages of people; a company of more is asked for by search. */
export const most = 4000

/** What the pages show of each; of the others, what their lists do. */
const shown: Record<string, string> = {
  user: 'name,login,email,title,unit,manager,roles,active,deputy,away_from,away_until',
  territory: 'name,entity,rule',
  segment: 'name,entity,rule,purpose,shared,owner',
}

async function allOf(entity: string, sort: string, signal: AbortSignal): Promise<Row[]> {
  const rows: Row[] = []
  let after: string | undefined
  do {
    const page = await api.rows(entity, { sort, fields: shown[entity], limit: 200, after }, signal)
    rows.push(...page.rows)
    after = page.next ?? undefined
  } while (after !== undefined && rows.length < most)
  return rows
}

const keyOf = (entity: string) => ['org', entity]

/** All of an entity of the organisation, read again when any of them changes. */
export function useAll(entity: string, sort = 'name') {
  const cache = useQueryClient()
  useEffect(() => {
    let timer = 0
    const stop = onHappening((h) => {
      if (!concerns(h, entity)) return
      clearTimeout(timer)
      timer = window.setTimeout(() => void cache.invalidateQueries({ queryKey: keyOf(entity) }), 150)
    })
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [entity, cache])
  return useQuery({ queryKey: keyOf(entity), queryFn: ({ signal }) => allOf(entity, sort, signal), staleTime: 0 })
}

/** What was just made or changed here shows at once, also where no stream tells it. */
export const lookAgain = (cache: QueryClient, entity: string): void =>
  void cache.invalidateQueries({ queryKey: keyOf(entity) })

export interface Org {
  users: Row[]
  units: Row[]
  teams: Row[]
  members: Row[]
  /** key of a role: what it is called */
  roles: ReadonlyMap<string, string>
}

/** Everybody, and how they belong together. */
export function useOrg(): { org: Org | undefined; error: Error | null; retry: () => void } {
  const users = useAll('user')
  const units = useAll('unit')
  const teams = useAll('team')
  const members = useAll('team_member', 'id')
  const roles = useAll('role')
  const all = [users, units, teams, members, roles]
  const error = all.find((one) => one.error)?.error ?? null
  const retry = () => {
    for (const one of all) if (one.error) void one.refetch()
  }
  if (!users.data || !units.data || !teams.data || !members.data || !roles.data) return { org: undefined, error, retry }
  return {
    org: {
      users: users.data,
      units: units.data,
      teams: teams.data,
      members: members.data,
      roles: new Map(roles.data.map((r) => [String(r.fields.key), r.title])),
    },
    error,
    retry,
  }
}
