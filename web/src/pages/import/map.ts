import type { ColumnMap, DateOrder, Import, ImportMap } from '../../api/imports'
import type { Entity, Field, FieldType } from '../../api/types'
import { foldDigits } from '../../lib/digits'
import { fold } from '../../lib/text'

/** Names and addresses have parts, and a column may be one of them. */
export const partsOf: Partial<Record<FieldType, readonly string[]>> = {
  person_name: ['family', 'middle', 'given', 'title'],
  address: ['street', 'ward', 'district', 'city', 'region', 'country', 'post'],
}

/** Fields an import may fill: not what the server computes. */
export const mayFill = (field: Field): boolean =>
  (!field.readonly && !field.system && !field.computed) || field.name === 'created_ms'

/** A target in the picker: "name", or "name.family" for a part. */
export const targetId = (column: ColumnMap | undefined): string =>
  column?.to ? (column.part ? `${column.to}.${column.part}` : column.to) : ''

/** How the dates of a column seem to be written. */
export function guessOrder(words: readonly string[]): DateOrder {
  const dates = words.map((w) => (foldDigits(w).match(/\d+/g) ?? []).map(Number))
  const [first = []] = dates
  if ((first[0] ?? 0) >= 1000) return (first[0] ?? 0) < 1600 ? 'jalali' : /-/.test(words[0] ?? '') ? 'iso' : 'y/m/d'
  return dates.some(([, b = 0]) => b > 12) ? 'm/d/y' : 'd/m/y'
}

/** Another field for a column: what was said about the old one no longer holds. */
export function pointTo(
  map: ImportMap,
  header: string,
  target: string,
  entity: Entity,
  words: readonly string[] = [],
): ImportMap {
  const [to = '', part] = target.split('.')
  const field = entity.fields[to]
  const column: ColumnMap = { to: to || null }
  if (part) column.part = part
  if (field?.type === 'ref') column.missing = 'refuse'
  if (field?.type === 'date' || field?.type === 'time') column.date = guessOrder(words)
  return { ...map, columns: { ...map.columns, [header]: column } }
}

export function changeColumn(map: ImportMap, header: string, change: Partial<ColumnMap>): ImportMap {
  const { confidence: _, ...column } = { ...(map.columns[header] ?? { to: null }), ...change }
  return { ...map, columns: { ...map.columns, [header]: column } }
}

/** What stands in the file becomes what is meant; '' takes the word away. */
export function changeWord(map: ImportMap, header: string, from: string, to: string): ImportMap {
  const { [from]: _, ...others } = map.columns[header]?.words ?? {}
  return changeColumn(map, header, { words: to ? { ...others, [from]: to } : others })
}

export function setConstant(map: ImportMap, name: string, value: unknown): ImportMap {
  const { [name]: _, ...others } = map.set ?? {}
  return { ...map, set: value === undefined ? others : { ...others, [name]: value } }
}

export const filled = (map: ImportMap): Set<string> =>
  new Set([...Object.values(map.columns).flatMap((c) => (c.to ? [c.to] : [])), ...Object.keys(map.set ?? {})])

/** Required fields that nothing fills. The stage has a beginning of its own. */
export function missingFields(entity: Entity, map: ImportMap): Field[] {
  const have = filled(map)
  return Object.values(entity.fields).filter(
    (f) => f.required && mayFill(f) && !have.has(f.name) && !(f.name === 'stage' && entity.pipeline),
  )
}

/** The different words of a column, as far as the sample shows, the frequent ones first. */
export function wordsOf({ header, sample }: Pick<Import, 'header' | 'sample'>, name: string): string[] {
  const at = header.indexOf(name)
  const count = new Map<string, number>()
  for (const row of sample) {
    const word = (row[at] ?? '').trim()
    if (word) count.set(word, (count.get(word) ?? 0) + 1)
  }
  return [...count].sort((a, b) => b[1] - a[1]).map(([word]) => word)
}

/** The choice a word means by itself: by key or by label. */
export function choiceFor(field: Field, word: string): string | undefined {
  const said = fold(word).trim()
  return Object.entries(field.of ?? {}).find(([key, c]) => fold(key) === said || fold(c.label) === said)?.[0]
}
