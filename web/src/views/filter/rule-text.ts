import { is, split, type Token, tokens } from './rule-tokens'

/**
 * The rule text of a view ("stage in ('new','offer') and amount >= 1000") as terms that can be drawn as chips, and back.
 * Only what a chip can show becomes a term: one field, one comparison. Everything else stays as it was written.
 */

/** A value in a rule; `at` is a word of the language: @me, @today - 7d, @month_end. */
export type Operand = string | number | boolean | { at: string; span?: string }

export interface Term {
  field: string
  op: string
  values: Operand[]
}
/** A part too rich for a chip, kept word by word. */
export interface Written {
  text: string
}
export type Part = Term | Written

export interface Filter {
  join: 'and' | 'or'
  parts: Part[]
}

export const noFilter: Filter = { join: 'and', parts: [] }
export const isWritten = (part: Part): part is Written => 'text' in part

/** Who stands around somebody: their teams, their unit, the units below, who reports to them. */
export const circles = ['team', 'unit', 'units', 'reports'] as const
export type Circle = (typeof circles)[number]
export const isCircle = (operand: Operand | undefined): operand is { at: Circle } =>
  typeof operand === 'object' && (circles as readonly string[]).includes(operand.at)

/** Takes operands off the front of a list of tokens. */
class Reader {
  at = 0
  constructor(readonly all: Token[]) {}
  get done() {
    return this.at >= this.all.length
  }
  take(kind: Token['kind'], text: string): boolean {
    if (!is(this.all[this.at], kind, text)) return false
    this.at++
    return true
  }
  operand(): Operand | undefined {
    const token = this.all[this.at++]
    if (token?.kind === 'text') return token.text
    if (token?.kind === 'number') return Number.isNaN(Number(token.text)) ? undefined : Number(token.text)
    if (token?.kind === 'name') return token.text === 'true' ? true : token.text === 'false' ? false : undefined
    if (token?.kind !== 'at') return undefined
    const span = this.span()
    return span ? { at: token.text.slice(1), span } : { at: token.text.slice(1) }
  }
  private span(): string | undefined {
    const next = this.all[this.at]
    if (next?.kind === 'number' && next.text.startsWith('-')) {
      this.at++
      return next.text
    }
    if (!is(next, 'sign', '+') && !is(next, 'sign', '-')) return undefined
    this.at += 2
    return next!.text + (this.all[this.at - 1]?.text ?? '')
  }
}

const signs = ['=', '!=', '<', '<=', '>', '>=']

function term(part: Token[]): Term | undefined {
  const field = part[0]?.kind === 'name' && part[0].text !== 'not' ? part[0].text : undefined
  if (field === undefined) return undefined
  const rest = new Reader(part.slice(1))
  // A field of yes and no alone asks for yes.
  if (rest.done) return { field, op: '=', values: [true] }
  if (rest.take('name', 'is')) {
    const op = rest.take('name', 'set') ? 'is set' : rest.take('name', 'empty') ? 'is empty' : undefined
    return op && rest.done ? { field, op, values: [] } : undefined
  }
  const values: (Operand | undefined)[] = []
  let op = ''
  const sign = part[1]!
  if (sign.kind === 'sign' && signs.includes(sign.text)) {
    rest.at++
    op = sign.text
    values.push(rest.operand())
  } else if (rest.take('name', 'contains') || rest.take('name', 'starts')) {
    op = sign.text
    values.push(rest.operand())
  } else if (rest.take('name', 'between')) {
    op = 'between'
    values.push(rest.operand())
    if (!rest.take('name', 'and')) return undefined
    values.push(rest.operand())
  } else {
    op = rest.take('name', 'not') ? 'not in' : 'in'
    if (!rest.take('name', 'in')) return undefined
    if (rest.take('sign', '(')) {
      do values.push(rest.operand())
      while (rest.take('sign', ','))
      if (!rest.take('sign', ')')) return undefined
    } else {
      // Without brackets: people who stand around somebody, "owner in @team".
      const circle = rest.operand()
      if (op === 'not in' || !isCircle(circle)) return undefined
      values.push(circle)
    }
  }
  const whole = values.filter((value) => value !== undefined)
  return rest.done && whole.length === values.length ? { field, op, values: whole } : undefined
}

/** Rule text as parts. What cannot be a chip comes back as it was written. */
export function readRule(rule: string): Filter {
  if (rule.trim() === '') return noFilter
  const all = tokens(rule)
  if (!all) return { join: 'and', parts: [{ text: rule.trim() }] }
  const either = split(all, 'or')
  const join = either.length > 1 ? 'or' : 'and'
  const parts = join === 'or' ? either : split(all, 'and')
  const piece = (part: Token[]): Part => {
    const written = part.length ? rule.slice(part[0]!.from, part.at(-1)!.to) : ''
    return term(part) ?? { text: written }
  }
  return { join, parts: parts.map(piece) }
}

const quote = (text: string) => `'${text.replaceAll("'", "''")}'`

function writeOperand(value: Operand): string {
  if (typeof value === 'string') return quote(value)
  if (typeof value !== 'object') return String(value)
  return value.span ? `@${value.at} ${value.span[0]} ${value.span.slice(1)}` : `@${value.at}`
}

function writeTerm({ field, op, values }: Term): string {
  const written = values.map(writeOperand)
  if (op === 'in' && isCircle(values[0])) return `${field} in ${written[0]}`
  if (op === 'in' || op === 'not in') return `${field} ${op} (${written.join(', ')})`
  if (op === 'between') return `${field} between ${written.join(' and ')}`
  return [field, op, ...written].join(' ')
}

/** Brackets where a joining word inside would otherwise reach out of its part. */
function writeWritten(text: string): string {
  const all = tokens(text)
  const loose = all && (split(all, 'or').length > 1 || split(all, 'and').length > 1)
  return loose ? `(${text})` : text
}

export function writeRule({ join, parts }: Filter): string {
  // Alone, a part needs no brackets.
  if (parts.length === 1 && isWritten(parts[0]!)) return parts[0].text
  return parts.map((part) => (isWritten(part) ? writeWritten(part.text) : writeTerm(part))).join(` ${join} `)
}

/** Both rules at once; an empty one asks for nothing. */
export function bothRules(a: string | undefined, b: string | undefined): string | undefined {
  if (!a || !b) return a || b || undefined
  return `(${a}) and (${b})`
}

/** field = 'value', for a column of a board; without a value, what has none. */
export const equals = (field: string, value: string | null): string =>
  writeTerm(value === null ? { field, op: 'is empty', values: [] } : { field, op: '=', values: [value] })
