import type { Language } from '../../../lib/settings'
import type { Place } from './sheet'

/** What can be called something: a place in the document, and the key that catalogues of words have for it. */
export interface Named {
  path: Place
  key: string
}

export const kindNamed = (entity: string): Named => ({ path: ['label'], key: entity })
export const kindDoc = (entity: string): Named => ({ path: ['doc'], key: `${entity}.doc` })
export const fieldNamed = (entity: string, field: string): Named => ({
  path: ['fields', field, 'label'],
  key: `${entity}.${field}`,
})
export const fieldDoc = (entity: string, field: string): Named => ({
  path: ['fields', field, 'doc'],
  key: `${entity}.${field}.doc`,
})
/** On the page of what it refers to. */
export const fieldBack = (entity: string, field: string): Named => ({
  path: ['fields', field, 'back'],
  key: `${entity}.${field}.back`,
})
export const choiceNamed = (entity: string, field: string, choice: string): Named => ({
  path: ['fields', field, 'of', choice, 'label'],
  key: `${entity}.${field}.${choice}`,
})
/** What a trait or the program brought: it stands in no document, so its English word is one of the catalogue, too. */
export const broughtNamed = (entity: string, field: string): Named => ({ path: [], key: `${entity}.${field}` })
export const stageNamed = (entity: string, stage: string): Named => ({
  path: ['pipeline', stage, 'label'],
  key: `${entity}.stage.${stage}`,
})
export const ruleNamed = (entity: string, rule: string): Named => ({
  path: ['rules', rule, 'says'],
  key: `${entity}.rule.${rule}`,
})
export const doubtNamed = (entity: string, doubt: string): Named => ({
  path: ['doubts', doubt, 'says'],
  key: `${entity}.doubts.${doubt}`,
})

export const wordsDocument = (language: Language): string => `lang/${language}`

/**
 * Where a word of a language stands. English stands in the document itself, and is what people of other languages read
 * while nobody said it in theirs.
 */
export const placeOfWord = (entity: string, { path, key }: Named, language: Language): Place =>
  language === 'en' && path.length > 0 ? [entity, ...path] : [wordsDocument(language), key]
