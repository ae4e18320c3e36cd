import { t, type WordKey } from '../../../lib/words'
import type { Level } from './sheet'

const words: Record<string, WordKey> = {
  false: 'rights.level.none',
  true: 'rights.level.all',
  '@own': 'rights.level.own',
  '@team': 'rights.level.team',
  '@unit': 'rights.level.unit',
  '@units': 'rights.level.units',
  '@reports': 'rights.level.reports',
  '@territory': 'rights.level.territory',
  // Rules that packs often have: nobody needs to read them as such.
  'owner = @me': 'rights.level.own',
  'owner = @me or owner is empty': 'rights.level.own_free',
}

const fieldWords: Record<string, WordKey> = {
  none: 'rights.field.none',
  see: 'rights.field.see',
  change: 'rights.field.change',
}

/** A level in a word; a rule is only said to be one. */
export function levelText(level: Level | null, of: 'record' | 'field' = 'record'): string {
  if (level === null) return t('rights.delivered')
  const key = (of === 'field' ? fieldWords : words)[String(level)]
  if (key) return t(key)
  // A level of a newer server: its own word says more than nothing.
  return /^@\w+$/.test(String(level)) ? String(level) : t('rights.level.rule')
}

/** How far it reaches, from 0 to 4: the strength of a cell's tint. */
export function reachOf(level: Level | null): number {
  const reach: Record<string, number> = { false: 0, none: 0, '@own': 1, 'owner = @me': 1, see: 2, true: 4, change: 4 }
  return level === null ? 0 : (reach[String(level)] ?? 2)
}

export const rightText = (right: string): string =>
  /^(read|create|change|delete|hand|share|export|import)$/.test(right) ? t(`rights.may.${right}` as WordKey) : right
