import type en from '../../messages/en.json'
import { number, plural } from './fmt'
import type { Language } from './settings'

export type WordKey = keyof typeof en
type Args = Record<string, string | number>
type Compiled = string | ((args: Args, f: typeof help) => string)

const help = { n: (value: number | string) => (typeof value === 'number' ? number(value) : value), p: plural }
let words: Partial<Record<string, Compiled>> = {}

const catalogues: Record<Language, () => Promise<{ default: Record<string, Compiled> }>> = {
  en: () => import('virtual:words/en'),
  vi: () => import('virtual:words/vi'),
  fa: () => import('virtual:words/fa'),
  zh: () => import('virtual:words/zh'),
}

let wanted: Language | undefined

/**
 * Loads the words of a language; everything drawn afterwards speaks it. The last one asked for wins: a guess that arrives
 * late must not overwrite what the person chose.
 */
export async function loadWords(language: Language): Promise<void> {
  wanted = language
  const loaded = (await catalogues[language]()).default
  if (wanted === language) words = loaded
}

/** The sentence of a key in the person's language. Numbers in `args` are written in their digits. */
export function t(key: WordKey, args: Args = {}): string {
  const word = words[key]
  return typeof word === 'function' ? word(args, help) : (word ?? key)
}
