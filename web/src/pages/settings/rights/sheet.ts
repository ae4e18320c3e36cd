/** A level: nobody's, everybody's, a word ("@own"), a rule; of a field "none", "see" or "change". */
export type Level = boolean | string

type Cells = Record<string, Record<string, Record<string, Level | Record<string, Level>>>>

export interface SheetField {
  name: string
  label: string
  /** can be hidden from those who have the record */
  guardable: boolean
  /** its record's owner's alone */
  private: boolean
}

export interface SheetEntity {
  name: string
  /** its records have owners: levels that ask whose they are mean something */
  owner: boolean
  /** of the server, and not of a pack */
  server: boolean
  fields: SheetField[]
}

export interface Sheet {
  rights: string[]
  levels: string[]
  roles: { key: string; name: string }[]
  entities: SheetEntity[]
  /** what holds: role, entity, right */
  may: Cells
  /** what the company said itself */
  site: Cells
}

/** A cell by its place: "seller\ndeal\nread", "seller\ndeal\nfields\namount". */
export type CellKey = string
export const cellKey = (...place: string[]): CellKey => place.join('\n')
export const placeOf = (key: CellKey): string[] => key.split('\n')

/** How the server names the cell of a fault. */
export const faultPlace = (key: CellKey): string => placeOf(key).join('.')

/** What the company said, cell by cell. */
export function flatten(site: Cells): Map<CellKey, Level> {
  const flat = new Map<CellKey, Level>()
  const walk = (at: string[], value: unknown): void => {
    if (typeof value !== 'object' || value === null) flat.set(cellKey(...at), value as Level)
    else for (const [name, inner] of Object.entries(value)) walk([...at, name], inner)
  }
  walk([], site)
  return flat
}

/** And back: as the server takes it. */
export function unflatten(flat: ReadonlyMap<CellKey, Level>): Cells {
  const site: Record<string, unknown> = {}
  for (const [key, level] of flat) {
    const place = placeOf(key)
    const last = place.pop() ?? ''
    let at = site
    for (const name of place) {
      at[name] ??= {}
      at = at[name] as Record<string, unknown>
    }
    at[last] = level
  }
  return site as Cells
}

/** What somebody is about to change; null: as it was delivered. */
export type Changes = ReadonlyMap<CellKey, Level | null>

export const applied = (site: Cells, changes: Changes): Map<CellKey, Level> => {
  const flat = flatten(site)
  for (const [key, level] of changes) {
    if (level === null) flat.delete(key)
    else flat.set(key, level)
  }
  return flat
}

/** What holds now. A field nobody spoke of is as its record. */
export function levelNow(sheet: Sheet, key: CellKey): Level {
  const [role = '', entity = '', right = '', field] = placeOf(key)
  const cell = sheet.may[role]?.[entity]
  if (field === undefined) return (cell?.[right] as Level | undefined) ?? false
  return (cell?.fields as Record<string, Level> | undefined)?.[field] ?? 'change'
}

/** Handing and sharing are as changing, where nothing else was said. */
export function leaderOf(key: CellKey): CellKey | undefined {
  const [role = '', entity = '', right = ''] = placeOf(key)
  return right === 'hand' || right === 'share' ? cellKey(role, entity, 'change') : undefined
}

/** One cell changed; what is as it was before is no change. */
export function withChange(sheet: Sheet, changes: Changes, key: CellKey, level: Level | null): Changes {
  const next = new Map(changes)
  const said = flatten(sheet.site).get(key)
  const same =
    level === null ? said === undefined : said === level || (said === undefined && levelNow(sheet, key) === level)
  if (same) next.delete(key)
  else next.set(key, level)
  return next
}

/** Is this one of the words, or a rule? */
export const isRule = (sheet: Sheet, level: Level): level is string =>
  typeof level === 'string' && !sheet.levels.includes(level)
