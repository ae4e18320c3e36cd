/** Letters taken by fixed places. */
const fixed = 'hnims'

/**
 * A letter for each name, for "g, then the letter": the first of its own that is free. Names are words of the metadata
 * and not labels: the finger learns one place in every language.
 */
export function lettersFor(names: readonly string[]): Map<string, string> {
  const taken = new Set(fixed)
  const letters = new Map<string, string>()
  for (const name of names) {
    const free = [...name].find((c) => /[a-z]/.test(c) && !taken.has(c))
    if (!free) continue
    taken.add(free)
    letters.set(name, free)
  }
  return letters
}

/** "d": "KeyG KeyD" */
export const goKeys = (letter: string | undefined): string | undefined => letter && `KeyG Key${letter.toUpperCase()}`
