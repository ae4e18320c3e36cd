import type { Fields, Rule } from '../api/types'
import { addDays, today } from '../lib/date'
import { fold } from '../lib/text'

/** The server's rule language, for immediacy only: what the server answers wins. Unknown words hold. */
export interface RuleContext {
  fields: Fields
  me?: string
}

type Node = readonly unknown[]

const isEmpty = (value: unknown) =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && !value.length)
const reach = { d: 1, w: 7, m: 30, y: 365 }

function worth(node: unknown, { fields, me }: RuleContext): unknown {
  if (!Array.isArray(node)) return plain(node)
  const [word, what] = node as Node
  if (word === 'field')
    return plain(
      String(what)
        .split('.')
        .reduce<unknown>((at, name) => (at as Fields | null)?.[name], fields),
    )
  if (word === 'me') return me
  if (word === 'now') {
    const [, base, jump = '0', unit = 'd'] = /^(now|today)?(?:([+-]\d+)([dwmy]))?$/.exec(String(what ?? '')) ?? []
    const day = addDays(today(), Number(jump) * reach[unit as keyof typeof reach])
    return base === 'today' ? day : Date.now() + Number(jump) * reach[unit as keyof typeof reach] * 86_400_000
  }
  return node.map(plain)
}

/** Money compares by its minor units, records by their id. */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  if ('minor' in value) return value.minor
  return 'id' in value ? value.id : value
}

const text = (value: unknown) => fold(String(value ?? ''))
const has = (a: unknown, b: unknown) => (Array.isArray(a) ? a.includes(b) : text(a).includes(text(b)))
const less = (a: unknown, b: unknown) => !isEmpty(a) && !isEmpty(b) && (a as number) < (b as number)

const words: Record<string, (a: unknown, b: unknown) => boolean> = {
  '=': (a, b) => (isEmpty(a) ? isEmpty(b) : a === b),
  '!=': (a, b) => (isEmpty(a) ? !isEmpty(b) : a !== b),
  '<': less,
  '>': (a, b) => less(b, a),
  '<=': (a, b) => a === b || less(a, b),
  '>=': (a, b) => a === b || less(b, a),
  in: (a, b) => Array.isArray(b) && b.includes(a),
  contains: has,
  starts: (a, b) => text(a).startsWith(text(b)),
  'is set': (a) => !isEmpty(a),
  'is empty': isEmpty,
}

export function holds(rule: Rule, context: RuleContext): boolean {
  const [word, ...rest] = rule
  if (word === 'and') return rest.every((r) => holds(r as Rule, context))
  if (word === 'or') return rest.some((r) => holds(r as Rule, context))
  if (word === 'not') return !holds(rest[0] as Rule, context)
  return words[word]?.(worth(rest[0], context), worth(rest[1], context)) ?? true
}
