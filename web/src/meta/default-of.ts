import type { Field, Value } from '../api/types'
import { addDays, today } from '../lib/date'

/** What a new record begins with: "@today + 30d" is a day. */
export function defaultOf(field: Field): Value | undefined {
  const preset = field.default
  if (field.type !== 'date' || typeof preset !== 'string') return preset
  const [, sign, days] = /^@today(?:\s*([+-])\s*(\d+)d)?$/.exec(preset) ?? []
  if (!preset.startsWith('@today')) return preset
  return addDays(today(), Number(`${sign ?? ''}${days ?? 0}`))
}
