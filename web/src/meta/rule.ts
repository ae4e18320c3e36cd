import type { Fields, Rule } from '../api/types'
import { addDays, startOfDay, today } from '../lib/date'
import { foldDigits } from '../lib/digits'
import { amountOf } from '../lib/money'
import { fullName, type PersonName } from '../lib/names'
import { periodDay } from '../lib/period'
import { fold } from '../lib/text'

/**
 * The server's rule language, for immediacy only: what the server answers wins. Unknown words hold.
 * A comparison is [op, ["field", name, part?], operand …]; an operand is ["is", literal], ["me"], ["circle", word], ["now" | "today", ms], ["period", word, ms],
 * ["field", name] or a bare literal.
 */
export interface RuleContext {
  fields: Fields
  me?: string
  /** Whom @team, @unit, @units and @reports mean; without it they hold. */
  circles?: Record<string, string[]>
}

const dayMs = 86_400_000

const isEmpty = (value: unknown) =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && !value.length)

function worth(node: unknown, { fields, me, circles }: RuleContext): unknown {
  if (!Array.isArray(node)) return plain(node)
  const [word, what, part] = node
  if (word === 'is') return what === 'true' ? true : what === 'false' ? false : what
  if (word === 'field') {
    const value = fields[String(what)] as Record<string, unknown> | null | undefined
    return part ? value?.[String(part)] : plain(value)
  }
  if (word === 'me') return me
  if (word === 'circle') return circles?.[String(what)]
  if (word === 'now') return Date.now() + Number(what ?? 0)
  if (word === 'period') return addDays(periodDay(String(what)) ?? today(), Math.round(Number(part ?? 0) / dayMs))
  if (word === 'today') return addDays(today(), Math.round(Number(what ?? 0) / dayMs))
  return node.map(plain)
}

/** Money compares by its amount, records by their id, people by their whole name. */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  if ('minor' in value) return amountOf(value as { minor: number; cur: string })
  if ('family' in value || 'given' in value) return fullName(value as PersonName)
  return 'id' in value ? value.id : value
}

const text = (value: unknown) => foldDigits(fold(String(value ?? '')))
const has = (a: unknown, b: unknown) => (Array.isArray(a) ? a.includes(b) : text(a).includes(text(b)))
const less = (a: unknown, b: unknown) => !isEmpty(a) && !isEmpty(b) && (a as number) < (b as number)
// Empty never compares: not even with empty.
const equal = (a: unknown, b: unknown) => !isEmpty(a) && a === b

const words: Record<string, (a: unknown, b: unknown, all: unknown[]) => boolean> = {
  '=': equal,
  '!=': (a, b) => !equal(a, b),
  '<': less,
  '>': (a, b) => less(b, a),
  '<=': (a, b) => equal(a, b) || less(a, b),
  '>=': (a, b) => equal(a, b) || less(b, a),
  in: (a, _, all) => !isEmpty(a) && all.flat().includes(a),
  'not in': (a, _, all) => isEmpty(a) || !all.flat().includes(a),
  contains: has,
  starts: (a, b) => text(a).startsWith(text(b)),
  'is set': (a) => !isEmpty(a),
  'is empty': isEmpty,
}

const instantOf = (value: unknown, node: unknown): unknown => {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return value
  const last = Array.isArray(node) && node[0] === 'period' && String(node[1]).endsWith('_end')
  return last ? startOfDay(addDays(value, 1)) - 1 : startOfDay(value)
}

const isUnknownCircle = (node: unknown, circles: RuleContext['circles']) =>
  Array.isArray(node) && node[0] === 'circle' && !circles?.[String(node[1])]

export function holds(rule: Rule, context: RuleContext): boolean {
  const [word, ...rest] = rule
  if (word === 'and') return rest.every((r) => holds(r as Rule, context))
  if (word === 'or') return rest.some((r) => holds(r as Rule, context))
  if (word === 'not') return !holds(rest[0] as Rule, context)
  if (isUnknownCircle(rest[1], context.circles)) return true
  const [field, ...plainOperands] = rest.map((node) => worth(node, context))
  // A day asked of an instant is its beginning; the last day of a period is its end.
  const operands = plainOperands.map((value, i) => (typeof field === 'number' ? instantOf(value, rest[i + 1]) : value))
  return words[word]?.(field, operands[0], operands) ?? true
}
