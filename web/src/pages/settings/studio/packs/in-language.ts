import { bySubject } from '../api'
import { type Doc, get, isDoc, type Json, put } from '../sheet'

/** "boat.colour.red" in a document of the boat: where its label stands. */
function placeOf(doc: Doc, [field, inside]: string[]): string[] | undefined {
  if (field === undefined) return ['label']
  if (field === 'stage' && inside !== undefined) return ['pipeline', inside, 'label']
  if (inside === undefined) return ['fields', field, 'label']
  return isDoc(get(doc, ['fields', field, 'of', inside])) ? ['fields', field, 'of', inside, 'label'] : undefined
}

/** Documents of a pack by what they speak of, with the labels that it has in a language: nothing else knows them yet. */
export function inLanguage(documents: Record<string, Doc>, language: string): Record<string, Doc | null> {
  const words = documents[`lang/${language}.json`] ?? {}
  const named = bySubject(documents)
  for (const [key, word] of Object.entries<Json>(words)) {
    const [entity = '', ...path] = key.split('.')
    const doc = named[entity]
    const place = doc && placeOf(doc, path)
    if (doc && place && get(doc, place.slice(0, -1)) !== undefined) named[entity] = put(doc, place, word)
  }
  return named
}
