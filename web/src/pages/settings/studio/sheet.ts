import { same } from '../../../lib/text'

/** What stands in a document: JSON. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
export type Doc = { [key: string]: Json }
export type Documents = Record<string, Doc>

/** Where something stands: the name of the company's document, then the keys in it. */
export type Place = readonly string[]
export type PlaceKey = string
export const placeKey = (place: Place): PlaceKey => place.join('\n')
export const placeOf = (key: PlaceKey): string[] => key.split('\n')

/**
 * What somebody is about to say, place by place, in the order they said it; undefined: nothing any more, so that what the
 * pack says holds again. Edits lie over what is stored: when somebody else saves in between, they lie over that.
 */
export type Edits = ReadonlyMap<PlaceKey, Json | undefined>
export const noEdits: Edits = new Map()

export const isDoc = (value: unknown): value is Doc =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export function get(doc: Json | undefined, path: Place): Json | undefined {
  let at: Json | undefined = doc
  for (const key of path) at = isDoc(at) ? at[key] : undefined
  return at
}

/** Who names all of these says their order: that nothing else is said of one of them does not take it out. */
const ordered = ['of', 'pipeline']

/** One value changed; undefined takes it away, and with it what is empty then. */
export function put(doc: Doc, path: Place, value: Json | undefined, keep = false): Doc {
  const [key = '', ...rest] = path
  let next = value
  if (rest.length) {
    const inner = doc[key]
    const deeper = put(isDoc(inner) ? inner : {}, rest, value, ordered.includes(key))
    next = keep || Object.keys(deeper).length ? deeper : undefined
  }
  if (next !== undefined) return { ...doc, [key]: next }
  const { [key]: _, ...others } = doc
  return others
}

/** A document that says nothing. */
const begun = (name: string): Doc => (name.includes('/') ? {} : { extend: name })
const saysNothing = (doc: Doc): boolean => Object.keys(doc).every((key) => key === 'extend')

/** The documents that are to be stored; null: taken away. Those nobody edited are not among them. */
export function applied(documents: Documents, edits: Edits): Record<string, Doc | null> {
  const next: Record<string, Doc> = {}
  for (const [key, value] of edits) {
    const [name = '', ...path] = placeOf(key)
    const doc: Doc = next[name] ?? documents[name] ?? begun(name)
    next[name] = path.length ? put(doc, path, value) : isDoc(value) ? value : begun(name)
  }
  return Object.fromEntries(Object.entries(next).map(([name, doc]) => [name, saysNothing(doc) ? null : doc]))
}

/** What the company says of it once the edits hold. */
export const saidBy = (documents: Documents, edits: Edits, name: string): Doc =>
  applied(documents, new Map([...edits].filter(([key]) => placeOf(key)[0] === name)))[name] ??
  (hasEdits(edits, name) ? {} : (documents[name] ?? {}))

const hasEdits = (edits: Edits, name: string) => [...edits.keys()].some((key) => placeOf(key)[0] === name)

/** Do these keys name all of those? Then they also say their order. */
const namesAll = (over: Doc, base: Doc) => Object.keys(base).every((key) => key in over)

/** One sheet over another, as the server lays them: objects key by key, null takes away, everything else is replaced. */
export function merged(base: Json | undefined, over: Json | undefined, sorts = false): Json | undefined {
  if (over === undefined || over === null) return over === null ? undefined : base
  if (!isDoc(base) || !isDoc(over)) return over
  const keys =
    sorts && namesAll(over, base) ? Object.keys(over) : [...new Set([...Object.keys(base), ...Object.keys(over)])]
  const next: Doc = {}
  for (const key of keys) {
    const inner = merged(base[key], over[key], ordered.includes(key))
    if (inner !== undefined) next[key] = inner
  }
  return next
}

/** The same, also in what is not said at all, and in the order of keys, which of choices and stages counts. */
const alike = (a: Json | undefined, b: Json | undefined): boolean =>
  (a === undefined) === (b === undefined) &&
  (a === null) === (b === null) &&
  same(a, b) &&
  (!isDoc(a) || !isDoc(b) || Object.keys(a).join() === Object.keys(b).join())

/**
 * One edit more. What is stored already is no edit; what the pack says anyway need not be said; what is said of a whole
 * replaces what was said of its parts.
 */
export function withEdit(
  documents: Documents,
  base: Json | undefined,
  edits: Edits,
  place: Place,
  value: Json | undefined,
): Edits {
  const key = placeKey(place)
  const [name = '', ...path] = place
  const next = new Map([...edits].filter(([other]) => other !== key && !other.startsWith(`${key}\n`)))
  const stored = get(saidBy(documents, next, name), path)
  const delivered = path.length ? get(base, path) : undefined
  const wanted = value !== undefined && alike(value, delivered) ? undefined : value
  if (alike(stored, wanted)) return next
  next.set(key, wanted)
  return next
}

/** Choices or stages in another order: each is named, with what is said of it. */
export const inOrder = (keys: readonly string[], said: Json | undefined): Doc =>
  Object.fromEntries(keys.map((key) => [key, get(said, [key]) ?? {}]))

/** What stands below a sheet, as far as one can tell from what came out: all that the sheet does not say. */
export function below(whole: Json | undefined, over: Json | undefined): Json | undefined {
  if (over === undefined) return whole
  if (!isDoc(whole) || !isDoc(over)) return undefined
  const next: Doc = {}
  for (const [key, value] of Object.entries(whole)) {
    const inner = below(value, over[key])
    if (inner !== undefined && !(isDoc(inner) && key in over && Object.keys(inner).length === 0)) next[key] = inner
  }
  return next
}

/** One change between two documents, at a place: "deal.fields.colour". */
export interface Change {
  at: string
  was: Json
  is: Json
}

/** The keys that stay, in their order. */
const orderOf = (doc: Doc, other: Doc): string[] => Object.keys(doc).filter((key) => key in other)

/** What differs, as deep as both sides have keys; of choices and stages also the order. */
export function differences(at: string, was: Json | undefined, is: Json | undefined): Change[] {
  if (isDoc(was) && isDoc(is)) {
    const deeper = [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((key) =>
      differences(at ? `${at}.${key}` : key, was[key], is[key]),
    )
    const [before, after] = [orderOf(was, is), orderOf(is, was)]
    const sorted = ordered.includes(at.split('.').at(-1) ?? '') && before.join() !== after.join()
    return sorted ? [...deeper, { at, was: before, is: after }] : deeper
  }
  return same(was, is) ? [] : [{ at, was: was ?? null, is: is ?? null }]
}

/** The rows of a form for its fields in a new order: those that stood side by side still do, if they are neighbours. */
export function formRows(order: readonly string[], rows: readonly (readonly string[])[]): string[][] {
  const next: string[][] = []
  for (const name of order) {
    const last = next.at(-1)
    const before = last?.at(-1)
    const together = rows.some((row) => before !== undefined && row.includes(before) && row.includes(name))
    if (last && together && last.length < 2) last.push(name)
    else next.push([name])
  }
  return next
}
