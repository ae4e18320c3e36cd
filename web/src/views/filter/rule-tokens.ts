/** The words of a rule, and where they join. */
export interface Token {
  kind: 'text' | 'at' | 'number' | 'name' | 'sign'
  text: string
  from: number
  to: number
}

const pattern =
  /\s*(?:'((?:[^']|'')*)'|(@[A-Za-z0-9_.]+)|(-?[0-9][A-Za-z0-9_.]*)|([A-Za-z_][A-Za-z0-9_.]*)|(!=|<=|>=|[=<>(),+-]))/y
const kinds = ['text', 'at', 'number', 'name', 'sign'] as const

/** undefined: the text holds something the language does not know. */
export function tokens(rule: string): Token[] | undefined {
  const found: Token[] = []
  pattern.lastIndex = 0
  while (rule.slice(pattern.lastIndex).trim() !== '') {
    const before = pattern.lastIndex
    const hit = pattern.exec(rule)
    if (!hit) return undefined
    const at = kinds.findIndex((_, i) => hit[i + 1] !== undefined)
    const from = before + hit[0].length - hit[0].trimStart().length
    found.push({ kind: kinds[at]!, text: hit[at + 1]!.replaceAll("''", "'"), from, to: pattern.lastIndex })
  }
  return found
}

export const is = (token: Token | undefined, kind: Token['kind'], text: string) =>
  token?.kind === kind && token.text === text

/** Splits at a joining word outside of brackets; the "and" of a between does not join. */
export function split(all: Token[], word: 'and' | 'or'): Token[][] {
  const parts: Token[][] = [[]]
  let depth = 0
  let between = false
  for (const token of all) {
    if (is(token, 'sign', '(')) depth++
    if (is(token, 'sign', ')')) depth--
    if (is(token, 'name', 'between')) between = true
    const joins = depth === 0 && is(token, 'name', word) && !(word === 'and' && between)
    if (is(token, 'name', 'and')) between = false
    if (joins) parts.push([])
    else parts.at(-1)!.push(token)
  }
  return parts
}
