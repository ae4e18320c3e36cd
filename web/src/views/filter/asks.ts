import type { Entity, Field, FieldType, Value } from '../../api/types'
import { currencies, homeCurrency, type Money } from '../../lib/money'
import { type Circle, circles, type Filter, isCircle, isWritten, type Operand, type Term } from './rule-text'
import { segmentIn } from './segments'

/** What one may ask of a field, in the words of people: each is one term of a rule. */
// biome-ignore format: one a line says nothing more
export type Ask =
  | 'contains' | 'starts' | 'is' | 'is_not' | 'any_of' | 'none_of' | 'me' | 'yes' | 'no' | 'has'
  | 'eq' | 'ne' | 'ge' | 'le' | 'between' | 'on' | 'before' | 'after' | 'days' | 'today' | 'past'
  | 'last' | 'next' | 'this_week' | 'this_month' | 'last_month' | 'next_month' | 'this_quarter' | 'this_year'
  | 'set' | 'empty' | Circle

/** How many values an ask wants; `days` is a number of days. */
export type Wants = 'none' | 'one' | 'two' | 'many' | 'days'

export function wants(ask: Ask): Wants {
  if (ask === 'any_of' || ask === 'none_of') return 'many'
  if (ask === 'between' || ask === 'days') return 'two'
  if (ask === 'last' || ask === 'next') return 'days'
  const one: Ask[] = ['contains', 'starts', 'is', 'is_not', 'has', 'eq', 'ne', 'ge', 'le', 'on', 'before', 'after']
  return one.includes(ask) ? 'one' : 'none'
}

const periods = ['this_week', 'this_month', 'last_month', 'next_month', 'this_quarter', 'this_year'] as const
const words: Ask[] = ['contains', 'starts', 'is', 'is_not']
const numbers: Ask[] = ['ge', 'le', 'between', 'eq', 'ne']
const times: Ask[] = ['today', 'past', 'last', 'next', ...periods, 'before', 'after', 'days']

const asks: Partial<Record<FieldType, Ask[]>> = {
  choice: ['any_of', 'none_of'],
  ref: ['any_of', 'none_of'],
  choices: ['has'],
  tags: ['has'],
  bool: ['yes', 'no'],
  date: [...times, 'on'],
  time: times,
  int: numbers,
  real: numbers,
  percent: numbers,
  score: numbers,
  money: numbers,
  duration: numbers,
  text: words,
  person_name: words,
  email: words,
  phone: words,
  url: words,
  number: words,
}

/** The operator of the server each ask needs, so that a field which lacks it does not offer it. */
const needed: Partial<Record<Ask, string>> = {
  contains: 'contains', has: 'contains', starts: 'starts', is: '=', is_not: '!=', any_of: 'in', none_of: 'not in',
  me: '=', team: 'in', unit: 'in', units: 'in', reports: 'in', yes: '=', no: '=', eq: '=', ne: '!=', ge: '>=', le: '<=', set: 'is set', empty: 'is empty', on: '=',
} // biome-ignore format: a table

export const isUser = (field: Field): boolean => field.type === 'ref' && [field.to].flat().includes('user')

export function asksOf(field: Field): Ask[] {
  const own = asks[field.type] ?? []
  const all: Ask[] = [...(isUser(field) ? (['me', ...circles] as const) : []), ...own, 'set', 'empty']
  return all.filter((ask) => field.ops?.includes(needed[ask] ?? '<=') ?? false)
}

const word = (at: string, span?: string): Operand => (span ? { at, span } : { at })
const period = (ask: Ask) => ask.replace(/^this_/, '')
const scale = () => 10 ** (currencies().find((c) => c.code === homeCurrency())?.digits ?? 2)

/** A value as its editor gives it, as it stands in a rule. Money in a rule is an amount in the company's currency. */
function operandOf(value: Value): Operand {
  if (typeof value === 'object' && value !== null && 'minor' in value) return value.minor / scale()
  return typeof value === 'object' || value === null ? '' : value
}

function valueIn(field: Field, operand: Operand | undefined): Value {
  if (operand === undefined || typeof operand === 'object') return null
  if (field.type === 'money') {
    const money: Money = { minor: Math.round(Number(operand) * scale()), cur: homeCurrency() }
    return money
  }
  return operand
}

const signs: Partial<Record<Ask, string>> = {
  contains: 'contains', has: 'contains', starts: 'starts', is: '=', is_not: '!=', eq: '=', ne: '!=', on: '=',
  ge: '>=', le: '<=', before: '<', after: '>', any_of: 'in', none_of: 'not in', set: 'is set', empty: 'is empty',
} // biome-ignore format: a table

/** The term an ask stands for; `values` are what the editors gave. */
export function termOf(field: Field, ask: Ask, values: Value[]): Term {
  const make = (op: string, ...operands: Operand[]): Term => ({ field: field.name, op, values: operands })
  const now = field.type === 'time' ? 'now' : 'today'
  const days = `${Number(values[0] ?? 7)}d`
  if (ask === 'me') return make('=', word('me'))
  if ((circles as readonly Ask[]).includes(ask)) return make('in', word(ask))
  if (ask === 'yes' || ask === 'no') return make('=', ask === 'yes')
  if (ask === 'past') return make('<', word(now))
  if (ask === 'today')
    return field.type === 'time' ? make('between', word('today'), word('today', '+1d')) : make('=', word('today'))
  if (ask === 'last') return make('between', word('today', `-${days}`), word(now))
  if (ask === 'next') return make('between', word(now), word('today', `+${days}`))
  if ((periods as readonly string[]).includes(ask))
    return make('between', word(period(ask)), word(`${period(ask)}_end`))
  if (ask === 'between' || ask === 'days') return make('between', ...values.map(operandOf))
  return make(signs[ask] ?? '=', ...values.map(operandOf))
}

const at = (operand: Operand | undefined) => (typeof operand === 'object' ? operand.at : undefined)
const span = (operand: Operand | undefined) => (typeof operand === 'object' ? (operand.span ?? '') : '')
const daysIn = (operand: Operand | undefined) => Number(/^[+-](\d+)d$/.exec(span(operand))?.[1] ?? Number.NaN)

/** The ask a term stands for; undefined when the term says something no ask does. */
export function askOf(field: Field, term: Term): { ask: Ask; values: Value[] } | undefined {
  const [first, second] = term.values
  const words = term.values.some((value) => typeof value === 'object')
  if (!words) {
    if (field.type === 'bool' && term.op === '=') return { ask: first === true ? 'yes' : 'no', values: [] }
    if (term.op === 'between')
      return {
        ask: /^(date|time)$/.test(field.type) ? 'days' : 'between',
        values: term.values.map((value) => valueIn(field, value)),
      }
    // "is" of a choice or a record is "any of" with one.
    const list = field.type === 'choice' || field.type === 'ref'
    const op = list && term.op === '=' ? 'in' : list && term.op === '!=' ? 'not in' : term.op
    const ask = asksOf(field).find((one) => signs[one] === op)
    return ask && { ask, values: term.values.map((value) => valueIn(field, value)) }
  }
  const now = field.type === 'time' ? 'now' : 'today'
  if (term.op === '=' && at(first) === 'me') return { ask: 'me', values: [] }
  if (term.op === 'in' && isCircle(first)) return { ask: first.at, values: [] }
  if (term.op === '=' && at(first) === 'today' && !span(first)) return { ask: 'today', values: [] }
  if (term.op === '<' && at(first) === now && !span(first)) return { ask: 'past', values: [] }
  if (term.op !== 'between') return undefined
  const found = periods.find((one) => at(first) === period(one) && at(second) === `${period(one)}_end`)
  if (found) return { ask: found, values: [] }
  if (at(first) === 'today' && at(second) === now && span(first).startsWith('-') && daysIn(first))
    return { ask: 'last', values: [daysIn(first)] }
  if (at(first) === now && at(second) === 'today' && span(second).startsWith('+')) {
    if (field.type === 'time' && at(first) === 'today') return { ask: 'today', values: [] }
    return daysIn(second) ? { ask: 'next', values: [daysIn(second)] } : undefined
  }
  if (field.type === 'time' && at(first) === 'today' && at(second) === 'today') return { ask: 'today', values: [] }
  return undefined
}

/** Can every part of it be said by questions, without the words of the rule language? */
export const isAsked = ({ fields }: Entity, { parts }: Filter): boolean =>
  parts.every((part) =>
    isWritten(part) ? segmentIn(part) !== undefined : fields[part.field] && askOf(fields[part.field]!, part),
  )
