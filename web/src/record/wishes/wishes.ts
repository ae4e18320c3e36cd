import type { Fault, Fields, Row } from '../../api/types'
import { same } from '../../lib/text'

/** What somebody wants of one channel and topic: yes, no, or nothing was said. */
export type Wish = 'yes' | 'no' | ''
/** By channel and topic, as `cell` writes them. */
export type Wishes = Record<string, Wish>

/** Hours in which somebody wants to be left alone; `row`: those that are stored. */
export interface Quiet {
  key: string
  row?: Row
  fields: Fields
}

export const quietFields = ['channel', 'zone', 'quiet_from', 'quiet_until', 'days'] as const

export const cell = (channel: string, topic: string): string => `${channel}-${topic}`
const cellOf = ({ fields }: Row): string => cell(String(fields.channel), String(fields.topic))

/** What the records say of each cell. Of two that say otherwise of the same, the one that says no counts, as for the server. */
export function wishesOf(rows: readonly Row[]): Wishes {
  const wishes: Wishes = {}
  for (const row of rows) {
    const { wish } = row.fields
    const at = cellOf(row)
    if ((wish === 'yes' || wish === 'no') && wishes[at] !== 'no') wishes[at] = wish
  }
  return wishes
}

export const quietsOf = (rows: readonly Row[]): Quiet[] =>
  rows
    .filter((row) => row.fields.quiet_from)
    .map((row) => ({
      key: row.id,
      row,
      fields: Object.fromEntries(quietFields.map((name) => [name, row.fields[name] ?? null])),
    }))

interface Said {
  id: string
  version: number
}
export interface Several {
  delete: Said[]
  change: (Said & { fields: Fields })[]
  create: { fields: Fields }[]
}

/** What is to be stored, and of each of it where it stands on the screen. */
export interface Plan {
  wish: Several
  places: Record<string, string>
}

const noHours = { quiet_from: null, quiet_until: null, days: null, zone: null }

/** What must become of the records so that they say what the screen says; what it does not speak of stays. */
export function planOf(rows: readonly Row[], about: Fields, wishes: Wishes, quiets: readonly Quiet[]): Plan {
  const next = new Map(rows.map((row) => [row.id, { row, fields: {} as Fields, place: cellOf(row) }]))
  const made: { fields: Fields; place: string }[] = []
  const said = wishesOf(rows)
  for (const at of new Set([...Object.keys(said), ...Object.keys(wishes)])) {
    const wanted = wishes[at] ?? ''
    if (wanted === (said[at] ?? '')) continue
    const [first, ...others] = rows.filter((row) => row.fields.wish && cellOf(row) === at)
    const [channel = '', topic = ''] = at.split('-')
    if (first) Object.assign(next.get(first.id)!.fields, { wish: wanted || null })
    else made.push({ fields: { ...about, channel, topic, wish: wanted }, place: at })
    for (const other of others) Object.assign(next.get(other.id)!.fields, { wish: null })
  }
  for (const { key, row, fields } of quiets) {
    const change = row && next.get(row.id)
    // Hours of another channel than the wish beside them are a record of their own.
    const moves = row?.fields.wish && row.fields.channel !== fields.channel
    if (change && !moves) {
      Object.assign(change.fields, fields)
      change.place = key
    } else {
      if (change) Object.assign(change.fields, noHours)
      made.push({ fields: { ...about, topic: 'any', ...fields }, place: key })
    }
  }
  for (const { key, row } of quietsOf(rows))
    if (row && !quiets.some((quiet) => quiet.key === key)) Object.assign(next.get(row.id)!.fields, noHours)
  return asSteps([...next.values()], made)
}

function asSteps(
  changed: readonly { row: Row; fields: Fields; place: string }[],
  made: readonly { fields: Fields; place: string }[],
): Plan {
  const wish: Several = { delete: [], change: [], create: [] }
  const places: Record<string, string> = {}
  for (const { row, fields: all, place } of changed) {
    const fields = Object.fromEntries(
      Object.entries(all).filter(([name, value]) => !same(value, row.fields[name] ?? null)),
    )
    if (Object.keys(fields).length === 0) continue
    const { id, version } = row
    const after = { ...row.fields, ...fields }
    if (!after.wish && !after.quiet_from && !after.quiet_until) {
      places[`delete.${wish.delete.length}`] = place
      wish.delete.push({ id, version })
    } else {
      places[`change.${wish.change.length}`] = place
      wish.change.push({ id, version, fields })
    }
  }
  for (const { fields, place } of made) {
    places[`create.${wish.create.length}`] = place
    wish.create.push({ fields })
  }
  return { wish, places }
}

/** "create.0.quiet_from" as the screen calls it: "new1.quiet_from". */
export const placed = (faults: readonly Fault[], { places }: Plan): Fault[] =>
  faults.map((fault) => {
    const [what, number, ...rest] = fault.at.split('.')
    const place = places[`${what}.${number}`]
    return place ? { ...fault, at: [place, ...rest].join('.') } : fault
  })
