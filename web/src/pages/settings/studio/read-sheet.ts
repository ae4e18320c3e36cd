import { type Doc, isDoc } from './sheet'

/** The documents of a file that was carried here; undefined: it is none. */
export function readSheet(text: string): Record<string, Doc> | undefined {
  let read: unknown
  try {
    read = JSON.parse(text)
  } catch {
    return undefined
  }
  const documents = isDoc(read) && isDoc(read.documents) ? read.documents : read
  if (!isDoc(documents)) return undefined
  const all = Object.entries(documents).filter((entry): entry is [string, Doc] => isDoc(entry[1]))
  return all.length > 0 && all.length === Object.keys(documents).length ? Object.fromEntries(all) : undefined
}
