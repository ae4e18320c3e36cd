import type { Language } from '../../../lib/settings'
import { get, isDoc } from './sheet'
import type { Draft } from './use-draft'
import {
  broughtNamed,
  choiceNamed,
  doubtNamed,
  fieldBack,
  fieldDoc,
  fieldNamed,
  kindDoc,
  kindNamed,
  type Named,
  ruleNamed,
  stageNamed,
} from './words-at'

/** A line of the grid: what it is in each language, and what is put there. */
export interface WordLine {
  id: string
  /** 0: the kind, 1: its fields and stages, 2: their choices and help */
  level: number
  get: (draft: Draft, language: Language) => string
  put: (draft: Draft, language: Language, value: string) => void
}

function line(named: Named, level: number): WordLine {
  return {
    id: named.key,
    level,
    get: (draft, language) => {
      const word = draft.wordIn(named, language)
      return typeof word === 'string' ? word : ''
    },
    put: (draft, language, value) => draft.putWord(named, value || undefined, language),
  }
}

/** One of them, several of them: two lines of one word. */
const pair = (named: Named, at: 0 | 1): WordLine => ({
  id: `${named.key} ${at}`,
  level: 0,
  get: (draft, language) => {
    const word = draft.wordIn(named, language)
    return Array.isArray(word) ? String(word[at] ?? '') : ''
  },
  put: (draft, language, value) => {
    const word = draft.wordIn(named, language)
    const both = Array.isArray(word) ? word.map(String) : ['', '']
    const next = both.with(at, value)
    draft.putWord(named, next.some(Boolean) ? next : undefined, language)
  },
})

const keysOf = (doc: unknown): string[] => Object.keys(isDoc(doc) ? doc : {})

/** "*.owner": fields that a trait or the program itself brought. */
const broughtTo = (words: Record<string, unknown> = {}): string[] =>
  Object.keys(words).flatMap((key) => /^\*\.([a-z_0-9]+)$/.exec(key)?.[1] ?? [])

/** All that has a name in a kind of record, in the order in which people meet it. */
export function allWords({ entity, doc, kind }: Pick<Draft, 'entity' | 'doc' | 'kind'>, docs: boolean): WordLine[] {
  const help = (named: Named) => (docs && get(doc, named.path) !== undefined ? [line(named, 2)] : [])
  return [
    pair(kindNamed(entity), 0),
    pair(kindNamed(entity), 1),
    ...help(kindDoc(entity)),
    ...keysOf(doc.fields).flatMap((field) => [
      line(fieldNamed(entity, field), 1),
      ...help(fieldDoc(entity, field)),
      ...(get(doc, fieldBack(entity, field).path) !== undefined ? [line(fieldBack(entity, field), 2)] : []),
      ...keysOf(get(doc, ['fields', field, 'of'])).map((choice) => line(choiceNamed(entity, field, choice), 2)),
    ]),
    ...keysOf(doc.pipeline).map((stage) => line(stageNamed(entity, stage), 1)),
    ...keysOf(doc.doubts).map((doubt) => line(doubtNamed(entity, doubt), 1)),
    ...broughtTo(kind?.words?.en).map((field) => line(broughtNamed(entity, field), 1)),
    ...(docs ? keysOf(doc.rules).map((rule) => line(ruleNamed(entity, rule), 1)) : []),
  ]
}

/** Nobody said it in that language: people read the English word. */
export const missingIn = (draft: Draft, { get: read }: WordLine, language: Language): boolean =>
  language !== 'en' && draft.kind?.words !== undefined && read(draft, language) === ''
