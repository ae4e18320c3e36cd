import type { Field, Fields, Money, Value } from '../../api/types'
import { type Exact, exactOf, minus, plus, real, through, times, whole } from './exact'

/** What a formula comes to: a number, or an amount of a currency. */
interface Result {
  value: Exact
  cur?: string
}

const none = { over: 0n, under: 1n }

const signs: Record<string, (a: Exact, b: Exact) => Exact | undefined> = {
  '+': plus,
  '-': minus,
  '*': times,
  '/': through,
}

function resultOf(value: Value | undefined, field: Field | undefined): Result | undefined {
  if (typeof value === 'number')
    return { value: field?.type === 'percent' ? times(exactOf(value), { over: 1n, under: 100n }) : exactOf(value) }
  if (value && typeof value === 'object' && 'minor' in value)
    return { value: exactOf((value as Money).minor), cur: (value as Money).cur }
  return undefined
}

/** Two currencies make no amount here: what they are worth is known to the server. */
function join(sign: string, a: Result | undefined, b: Result | undefined): Result | undefined {
  if (!a || !b || (a.cur && b.cur && a.cur !== b.cur)) return undefined
  const value = signs[sign]?.(a.value, b.value)
  const ratio = sign === '/' && a.cur && b.cur
  return value && { value, cur: ratio ? undefined : (a.cur ?? b.cur) }
}

/** "quantity * price * (1 - discount)" of these values; undefined where a part is empty. */
export function calculate(formula: string, fields: Record<string, Field>, values: Fields): Result | undefined {
  const words = formula.match(/[a-z_][a-z0-9_]*|\d+(?:\.\d+)?|[-+*/()]/g) ?? []
  let at = 0
  const atom = (): Result | undefined => {
    const word = words[at++] ?? ''
    if (word === '(') {
      const inner = sum()
      at++
      return inner
    }
    return /^\d/.test(word) ? { value: exactOf(Number(word)) } : resultOf(values[word], fields[word])
  }
  const chain = (next: () => Result | undefined, of: string): Result | undefined => {
    let left = next()
    while (words[at] && of.includes(words[at]!)) left = join(words[at++]!, left, next())
    return left
  }
  const product = () => chain(atom, '*/')
  const sum = (): Result | undefined => chain(product, '+-')
  return sum()
}

function kept(result: Result | undefined, { type }: Field): Value {
  if (!result) return null
  if (type === 'money') return result.cur ? { minor: Number(whole(result.value)), cur: result.cur } : null
  return type === 'int' ? Number(whole(result.value)) : real(result.value) * (type === 'percent' ? 100 : 1)
}

/** The values, with what is calculated from them as the server will. */
export function withCalculated(fields: Record<string, Field>, values: Fields): Fields {
  const out = { ...values }
  const open = new Map(Object.entries(fields).filter(([, field]) => field.is))
  // What is calculated from another that is, after it: as many rounds as there are of them at most.
  for (let round = open.size; round > 0 && open.size > 0; round--)
    for (const [name, field] of open) {
      if ((field.is!.match(/[a-z_][a-z0-9_]*/g) ?? []).some((word) => open.has(word))) continue
      out[name] = kept(calculate(field.is!, fields, out), field)
      open.delete(name)
    }
  return out
}

/** The sum of amounts or whole numbers; null: of nothing, or of two currencies. */
export function sumOf(values: readonly (Value | undefined)[]): Value {
  const there = values.filter((value) => value !== null && value !== undefined)
  const results = there.map((value) => resultOf(value, undefined))
  const [first] = results
  if (!first || results.some((one) => one?.cur !== first.cur)) return null
  const total = results.reduce((sum, one) => plus(sum, one!.value), none)
  return first.cur ? { minor: Number(whole(total)), cur: first.cur } : Number(whole(total))
}
