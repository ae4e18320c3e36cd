// What was searched lately, in this browser only: words tell more of a person than they would want
// a server to keep. They go when one signs out, or when one says so.
const kept = 'kith.searches'
const most = 8

export function searches(): string[] {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(kept) ?? '[]')
    return Array.isArray(read) ? read.filter((words) => typeof words === 'string') : []
  } catch {
    return []
  }
}

const keep = (list: readonly string[]): void => localStorage.setItem(kept, JSON.stringify(list.slice(0, most)))

/** Something was found by these words: they go to the front. */
export function rememberSearch(words: string): void {
  const asked = words.trim().slice(0, 200)
  if (asked) keep([asked, ...searches().filter((other) => other !== asked)])
}

export const forgetSearch = (words: string): void => keep(searches().filter((other) => other !== words))

export const forgetSearches = (): void => localStorage.removeItem(kept)
