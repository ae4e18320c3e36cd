import { get, post } from '../../../../api/api'
import type { Person } from '../../../../fields/person-field'

/** What somebody owns of a kind, as far as it is mine to hand on; ends: some of it may be at an end. */
export interface HeldKind {
  entity: string
  count: number
  open: number
  ends: boolean
}

/** Who would get how many. */
export interface Plan {
  total: number
  to: { id: string; count: number; kinds: Record<string, number> }[]
}

export interface HandRule {
  entity: string
  where: string
  to: Person | null
}

/** To one, to several in turn, or by rules, and the rest in turn. */
export type How = 'one' | 'several' | 'rules'

export interface Choice {
  kinds: ReadonlySet<string>
  open: boolean
  how: How
  people: readonly Person[]
  rules: readonly HandRule[]
}

interface Wish {
  kinds: string[]
  open: boolean
  to: string[]
  rules: { entity: string; where: string; to: string }[]
}

/** What the server is asked; nothing while something is missing. */
export function wishOf(choice: Choice): Wish | undefined {
  const people = choice.how === 'one' ? choice.people.slice(0, 1) : choice.people
  const rules = choice.how === 'rules' ? choice.rules.filter(({ entity }) => choice.kinds.has(entity)) : []
  if (people.length === 0 || choice.kinds.size === 0) return undefined
  if (rules.some(({ where, to }) => !where || !to)) return undefined
  return {
    kinds: [...choice.kinds],
    open: choice.open,
    to: people.map(({ id }) => id),
    rules: rules.map(({ entity, where, to }) => ({ entity, where, to: to!.id })),
  }
}

export const handApi = {
  held: (person: string, signal?: AbortSignal) => get<{ kinds: HeldKind[] }>(`user/${person}/hand`, { signal }),
  plan: (person: string, wish: Wish, signal?: AbortSignal) => post<Plan>(`user/${person}/hand/plan`, wish, { signal }),
  start: (person: string, wish: Wish) => post<{ job: string }>(`user/${person}/hand`, wish),
  stop: (job: string) => post(`jobs/${job}/stop`, {}),
  undo: (job: string) => post<{ job: string }>(`jobs/${job}/undo`, {}),
}
