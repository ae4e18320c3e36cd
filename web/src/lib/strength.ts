/** How good a new password looks, before the server says so: it knows lists of common ones, and has the last word. */
export type Strength = 'short' | 'weak' | 'fair' | 'good'

const pools: [RegExp, number][] = [
  [/[a-z]/, 26],
  [/[A-Z]/, 26],
  [/\d/, 10],
  [/[^A-Za-z\d\u0080-\uffff]/, 33],
  [/[\u0080-\uffff]/, 60],
]

/** Letters that say something new: not the one before again, not the next of a row as in "abcd" or "4321". */
function telling(password: string): number {
  const codes = [...password].map((letter) => letter.codePointAt(0) ?? 0)
  const fresh = codes.filter((code, i) => i === 0 || Math.abs(code - (codes[i - 1] ?? 0)) > 1).length
  return Math.min(fresh, new Set(codes).size * 2)
}

export function strengthOf(password: string, least: number): Strength {
  if ([...password].length < least) return 'short'
  const pool = pools.reduce((sum, [has, size]) => sum + (has.test(password) ? size : 0), 0)
  // A letter of a word is easier to guess than one by chance: it counts half.
  const bits = telling(password) * Math.log2(Math.max(pool, 2)) * 0.5
  return bits < 24 ? 'weak' : bits < 40 ? 'fair' : 'good'
}
