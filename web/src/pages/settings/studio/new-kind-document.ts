import type { Language } from '../../../lib/settings'
import type { Doc, Documents, Json } from './sheet'

/** What a kind of one's own can do, as far as one is asked. */
export const traitsOffered = ['own', 'stage', 'timeline', 'files'] as const
export type Trait = (typeof traitsOffered)[number]

interface Wanted {
  name: string
  one: string
  many: string
  group: string
  traits: readonly Trait[]
  language: Language
  /** what the field is called that names a record */
  title: string
  /** the stages it begins with: the first, the good end, the other end */
  stages: readonly [begun: string, won: string, lost: string]
}

/** The documents of a new kind: one field that names a record, a way through three stages if it has one, and words. */
export function kindDocuments(
  stored: Documents,
  { name, one, many, group, traits, language, title, stages }: Wanted,
): Documents {
  const staged = traits.includes('stage')
  const owned = traits.includes('own')
  const shown = ['name', ...(staged ? ['stage'] : []), ...(owned ? ['owner'] : [])]
  const face: Doc = { title: 'name', ...(staged ? { badge: 'stage' } : {}), ...(owned ? { facts: ['owner'] } : {}) }
  const views: Doc = {
    table: shown,
    ...(staged ? { board: { by: 'stage' } } : {}),
    form: shown.filter((field) => field !== 'stage').map((field): Json => [field]),
    create: ['name'],
  }
  const pipeline: Doc = {
    begun: { label: stages[0], next: ['done', 'dropped'] },
    done: { label: stages[1], hue: 145, next: ['begun'], end: 'won' },
    dropped: { label: stages[2], hue: 20, next: ['begun'], end: 'lost' },
  }
  const kind: Doc = {
    entity: name,
    label: [one, many],
    icon: 'box',
    group,
    order: 90,
    traits: [...traits],
    face,
    fields: { name: { type: 'text', label: title, required: true, max: 160 } },
    ...(staged ? { pipeline } : {}),
    may: { '*': { read: true, create: true, change: true } },
    views,
  }
  // English stands in the document itself; who speaks another language named it in that one.
  return language === 'en'
    ? { [name]: kind }
    : { [name]: kind, [`lang/${language}`]: { ...stored[`lang/${language}`], [name]: [one, many] } }
}
