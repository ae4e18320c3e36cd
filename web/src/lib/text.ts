/** For comparing and searching: case, Vietnamese marks, Arabic letter forms, ZWNJ and tashkil do not count. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/đ/g, 'd')
    .replace(/[\u0300-\u036f\u064b-\u065f\u0670]/g, '')
    .replace(/[\u200b-\u200f\u061c]/g, '')
    .replace(/[يى]/g, 'ی')
    .replace(/ك/g, 'ک')
    .replace(/\s+/g, ' ')
}

/** Does every word of `typed` begin a word of `text`? */
export function matches(text: string, typed: string): boolean {
  const inside = ` ${fold(text)}`
  return fold(typed)
    .split(' ')
    .every((word) => inside.includes(` ${word}`) || (/[\u3400-\u9fff]/.test(word) && inside.includes(word)))
}

/** The same value? Values are JSON; the order of keys does not count. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return (a ?? null) === (b ?? null)
  const left = a as Record<string, unknown>
  const right = b as Record<string, unknown>
  const keys = new Set([...Object.keys(left), ...Object.keys(right)])
  return Array.isArray(a) === Array.isArray(b) && [...keys].every((k) => same(left[k], right[k]))
}

/** A label as it stands inside a sentence: "Contacts" as "contacts", but "VIPs" as it is. */
export const inSentence = (label: string): string =>
  /^\p{Lu}\p{Lu}/u.test(label) ? label : label.charAt(0).toLowerCase() + label.slice(1)

/**
 * A sentence of the server that names words of a program: each stands by itself, so that «@team» and "<=" are read as
 * they were written also where one reads from the right.
 */
export const isolated = (sentence: string): string =>
  sentence.replace(/(?<=[«“])[^»”]+(?=[»”])|@\w+|(?<!\S)[!<>=]=?(?![^\s،,.])/g, (word) => `\u2068${word}\u2069`)

export const cx = (...names: (string | false | null | undefined)[]): string => names.filter(Boolean).join(' ')
