/** So many letters of a long rule are shown on either side. */
const around = 30

/**
 * The word of a rule at a place the server names (in bytes, from 1), and what stands around it; the word is empty where
 * something is missing at the end.
 */
export function wordAt(rule: string, column: number): [before: string, word: string, after: string] {
  const at = new TextDecoder().decode(new TextEncoder().encode(rule).slice(0, Math.max(column - 1, 0))).length
  const word = /^(?:'(?:[^']|'')*'?|@?[\p{L}\p{N}_.]+|[!<>=]+|\S)/u.exec(rule.slice(at))?.[0] ?? ''
  const before = rule.slice(0, at)
  const after = rule.slice(at + word.length)
  return [
    before.length > around ? `…${before.slice(-around)}` : before,
    word,
    after.length > around ? `${after.slice(0, around)}…` : after,
  ]
}
