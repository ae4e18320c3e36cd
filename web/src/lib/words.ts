import type access from '../../messages/access/en.json'
import type door from '../../messages/door/en.json'
import type core from '../../messages/en.json'
import type home from '../../messages/home/en.json'
import type bringing from '../../messages/import/en.json'
import type lines from '../../messages/lines/en.json'
import type lists from '../../messages/lists/en.json'
import type merging from '../../messages/merge/en.json'
import type offer from '../../messages/offer/en.json'
import type packs from '../../messages/packs/en.json'
import type prices from '../../messages/prices/en.json'
import type quality from '../../messages/quality/en.json'
import type rights from '../../messages/rights/en.json'
import type desk from '../../messages/settings/en.json'
import type studio from '../../messages/studio/en.json'
import { number, plural } from './fmt'
import type { Language } from './settings'

/** What not everybody needs at once stands in catalogues of its own, which come with the pages that speak it. */
export type Part =
  | 'door'
  | 'settings'
  | 'rights'
  | 'access'
  | 'home'
  | 'import'
  | 'lines'
  | 'lists'
  | 'merge'
  | 'offer'
  | 'packs'
  | 'prices'
  | 'quality'
  | 'studio'
export type WordKey =
  | keyof typeof core
  | keyof typeof door
  | keyof typeof desk
  | keyof typeof rights
  | keyof typeof access
  | keyof typeof home
  | keyof typeof bringing
  | keyof typeof lines
  | keyof typeof lists
  | keyof typeof merging
  | keyof typeof offer
  | keyof typeof packs
  | keyof typeof prices
  | keyof typeof studio
  | keyof typeof quality
type Args = Record<string, string | number>
type Compiled = string | ((args: Args, f: typeof help) => string)
type Words = Partial<Record<string, Compiled>>
type Load = () => Promise<{ default: Record<string, Compiled> }>

const help = { n: (value: number | string) => (typeof value === 'number' ? number(value) : value), p: plural }

const catalogues: Record<Part | 'core', Record<Language, Load>> = {
  core: {
    en: () => import('virtual:words/en'),
    vi: () => import('virtual:words/vi'),
    fa: () => import('virtual:words/fa'),
    zh: () => import('virtual:words/zh'),
  },
  door: {
    en: () => import('virtual:words/door/en'),
    vi: () => import('virtual:words/door/vi'),
    fa: () => import('virtual:words/door/fa'),
    zh: () => import('virtual:words/door/zh'),
  },
  settings: {
    en: () => import('virtual:words/settings/en'),
    vi: () => import('virtual:words/settings/vi'),
    fa: () => import('virtual:words/settings/fa'),
    zh: () => import('virtual:words/settings/zh'),
  },
  rights: {
    en: () => import('virtual:words/rights/en'),
    vi: () => import('virtual:words/rights/vi'),
    fa: () => import('virtual:words/rights/fa'),
    zh: () => import('virtual:words/rights/zh'),
  },
  access: {
    en: () => import('virtual:words/access/en'),
    vi: () => import('virtual:words/access/vi'),
    fa: () => import('virtual:words/access/fa'),
    zh: () => import('virtual:words/access/zh'),
  },
  home: {
    en: () => import('virtual:words/home/en'),
    vi: () => import('virtual:words/home/vi'),
    fa: () => import('virtual:words/home/fa'),
    zh: () => import('virtual:words/home/zh'),
  },
  import: {
    en: () => import('virtual:words/import/en'),
    vi: () => import('virtual:words/import/vi'),
    fa: () => import('virtual:words/import/fa'),
    zh: () => import('virtual:words/import/zh'),
  },
  lines: {
    en: () => import('virtual:words/lines/en'),
    vi: () => import('virtual:words/lines/vi'),
    fa: () => import('virtual:words/lines/fa'),
    zh: () => import('virtual:words/lines/zh'),
  },
  lists: {
    en: () => import('virtual:words/lists/en'),
    vi: () => import('virtual:words/lists/vi'),
    fa: () => import('virtual:words/lists/fa'),
    zh: () => import('virtual:words/lists/zh'),
  },
  merge: {
    en: () => import('virtual:words/merge/en'),
    vi: () => import('virtual:words/merge/vi'),
    fa: () => import('virtual:words/merge/fa'),
    zh: () => import('virtual:words/merge/zh'),
  },
  offer: {
    en: () => import('virtual:words/offer/en'),
    vi: () => import('virtual:words/offer/vi'),
    fa: () => import('virtual:words/offer/fa'),
    zh: () => import('virtual:words/offer/zh'),
  },
  packs: {
    en: () => import('virtual:words/packs/en'),
    vi: () => import('virtual:words/packs/vi'),
    fa: () => import('virtual:words/packs/fa'),
    zh: () => import('virtual:words/packs/zh'),
  },
  quality: {
    en: () => import('virtual:words/quality/en'),
    vi: () => import('virtual:words/quality/vi'),
    fa: () => import('virtual:words/quality/fa'),
    zh: () => import('virtual:words/quality/zh'),
  },
  prices: {
    en: () => import('virtual:words/prices/en'),
    vi: () => import('virtual:words/prices/vi'),
    fa: () => import('virtual:words/prices/fa'),
    zh: () => import('virtual:words/prices/zh'),
  },
  studio: {
    en: () => import('virtual:words/studio/en'),
    vi: () => import('virtual:words/studio/vi'),
    fa: () => import('virtual:words/studio/fa'),
    zh: () => import('virtual:words/studio/zh'),
  },
}

/** Of all parts that were loaded: no key stands in two of them. */
const words: Words = {}
const spoken = new Set<Part | 'core'>(['core'])
let wanted: Language = 'en'

/** A guess that arrives late must not overwrite what the person chose. */
async function fetchPart(part: Part | 'core'): Promise<void> {
  const language = wanted
  const loaded = (await catalogues[part][language]()).default
  if (wanted === language) Object.assign(words, loaded)
}

/** Loads the words of a language; everything drawn afterwards speaks it. The last one asked for wins. */
export async function loadWords(language: Language): Promise<void> {
  wanted = language
  await Promise.all([...spoken].map(fetchPart))
}

/** For import(): the module, and beside it the words it speaks. */
export async function withWords<M>(part: Part, module: Promise<M>): Promise<M> {
  spoken.add(part)
  await fetchPart(part)
  return module
}

/** The sentence of a key in the person's language. Numbers in `args` are written in their digits. */
export function t(key: WordKey, args: Args = {}): string {
  const word = words[key]
  return typeof word === 'function' ? word(args, help) : (word ?? key)
}
