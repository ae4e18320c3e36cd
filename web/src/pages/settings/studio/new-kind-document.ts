import type { Language } from '../../../lib/settings'
import { type Doc, type Documents, isDoc, type Json } from './sheet'

/** What a kind of one's own can do, as far as one is asked. */
export const traitsOffered = ['own', 'stage', 'timeline', 'files'] as const
export type Trait = (typeof traitsOffered)[number]

/** What the stages are called that a kind begins with: the first, the good end, the other end. */
export type StageNames = readonly [begun: string, won: string, lost: string]

export const firstPipeline = ([begun, won, lost]: StageNames): Doc => ({
  begun: { label: begun, next: ['done', 'dropped'] },
  done: { label: won, hue: 145, next: ['begun'], end: 'won' },
  dropped: { label: lost, hue: 20, next: ['begun'], end: 'lost' },
})

/** Fields that come with a trait, and stand in views and on the card. */
const brought: Partial<Record<Trait, string>> = { own: 'owner', stage: 'stage' }

/** Without what names one of these fields: its place in a list, a row that is empty then, a board by it. */
function without(value: Json, gone: readonly string[]): Json | undefined {
  if (typeof value === 'string') return gone.includes(value) ? undefined : value
  if (Array.isArray(value)) {
    const rest = value.map((one) => without(one, gone)).filter((one) => one !== undefined)
    return rest.length > 0 || value.length === 0 ? rest : undefined
  }
  if (!isDoc(value)) return value
  const rest = Object.entries(value).flatMap(([key, one]): [string, Json][] => {
    const inner = without(one, gone)
    return inner === undefined ? [] : [[key, inner]]
  })
  const next: Doc = Object.fromEntries(rest)
  return 'by' in value && !('by' in next) ? undefined : next
}

/** A kind of one's own that can do something else from now on: what stands and falls with a trait comes and goes with it. */
export function withTraits(kind: Doc, traits: readonly Trait[], stages: StageNames): Doc {
  const gone = traitsOffered.flatMap((trait) => (traits.includes(trait) ? [] : (brought[trait] ?? [])))
  const others = [kind.traits ?? []].flat().filter((one) => !(traitsOffered as readonly Json[]).includes(one))
  const { pipeline, ...rest } = kind
  const next: Doc = { ...rest, traits: [...others, ...traits] }
  for (const part of ['views', 'face']) next[part] = without(kind[part] ?? {}, gone) ?? {}
  if (!traits.includes('stage')) return next
  return {
    ...next,
    pipeline: pipeline ?? firstPipeline(stages),
    views: { board: { by: 'stage' }, ...(next.views as Doc) },
  }
}

interface Wanted {
  name: string
  one: string
  many: string
  group: string
  traits: readonly Trait[]
  language: Language
  /** what the field is called that names a record */
  title: string
  stages: StageNames
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
  const kind: Doc = {
    entity: name,
    label: [one, many],
    icon: 'box',
    group,
    order: 90,
    traits: [...traits],
    face,
    fields: { name: { type: 'text', label: title, required: true, max: 160 } },
    ...(staged ? { pipeline: firstPipeline(stages) } : {}),
    may: { '*': { read: true, create: true, change: true } },
    views,
  }
  // English stands in the document itself; who speaks another language named it in that one.
  return language === 'en'
    ? { [name]: kind }
    : { [name]: kind, [`lang/${language}`]: { ...stored[`lang/${language}`], [name]: [one, many] } }
}
