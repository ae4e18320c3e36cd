import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { type Language, languages, settings } from '../../../lib/settings'
import { useMeta } from '../../../meta/use-meta'
import { fromFiles, kindQuery, type Problem, studioKey, studioQuery, toFiles } from './api'
import {
  applied,
  below,
  type Doc,
  get,
  inOrder,
  isDoc,
  type Json,
  merged,
  noEdits,
  type Place,
  placeOf,
  saidBy,
  withEdit,
} from './sheet'
import { type Named, placeOfWord, wordsDocument } from './words-at'

/** One kind of record as it is stored, and over it what somebody is about to change. */
export function useDraft(entity: string) {
  const cache = useQueryClient()
  const meta = useMeta().entities[entity]
  const all = useQuery(studioQuery)
  const one = useQuery(kindQuery(entity))
  const [edits, setEdits] = useState(noEdits)
  const [problems, setProblems] = useState<Problem[]>([])
  const kind = one.data
  const file = kind?.name.replace(/\.json$/, '') ?? entity
  const documents = useMemo(() => {
    const { [file]: ours, ...others } = fromFiles(all.data?.documents ?? {})
    return ours ? { ...others, [entity]: ours } : others
  }, [all.data, file, entity])
  const own = kind?.from[''] === 'site'
  const base = useMemo(() => {
    if (!kind || own) return undefined
    return (kind.base ?? below(kind.document, kind.sheet ?? undefined)) as Doc | undefined
  }, [kind, own])
  const doc = (merged(base, saidBy(documents, edits, entity)) ?? {}) as Doc

  /** What holds at a place without the company's word. */
  const baseOf = (name: string): Json | undefined => {
    if (name === entity) return base
    const language = name.replace('lang/', '')
    const said = documents[name] ?? {}
    const words = Object.entries(kind?.words?.[language] ?? {})
    // "*.owner" is what every kind calls it that says nothing of its own.
    const everywhere = words.filter(([key]) => key.startsWith('*.')).map(([key, word]) => [entity + key.slice(1), word])
    return Object.fromEntries([...everywhere, ...words.filter(([key]) => !(key in said))]) as Doc
  }
  const put = (place: Place, value: Json | undefined) => {
    setEdits((now) => withEdit(documents, baseOf(place[0] ?? ''), now, place, value))
    setProblems([])
  }
  const wordIn = ({ path, key }: Named, language: Language): Json | undefined => {
    const name = wordsDocument(language)
    const word = get(merged(baseOf(name), saidBy(documents, edits, name)), [key])
    return word ?? (language === 'en' && path.length > 0 ? get(doc, path) : undefined)
  }
  /** What it is called for the person who looks. */
  const word = (named: Named): Json | undefined => wordIn(named, settings().language) ?? get(doc, named.path)

  /** A field that is no more stands in no view. */
  const leave = (view: string, name: string) => {
    const names = get(saidBy(documents, edits, entity), ['views', view])
    if (!Array.isArray(names)) return
    const rest = names
      .map((one) => (Array.isArray(one) ? one.filter((n) => n !== name) : one))
      .filter((one) => one !== name && !(Array.isArray(one) && one.length === 0))
    put([entity, 'views', view], rest)
  }

  const named = <D>({ [entity]: ours, ...others }: Record<string, D>): Record<string, D> =>
    ours === undefined ? others : { ...others, [file]: ours }

  return {
    entity,
    meta,
    kind,
    studio: all.data,
    error: all.error ?? one.error,
    retry: () => void Promise.all([all.refetch(), one.refetch()]),
    /** what it is once the edits hold */
    doc,
    /** the company's own kind: nobody else says anything of it */
    own,
    edits,
    /** what is to be stored, by the names of its files */
    documents: toFiles(named(applied(documents, edits))),
    base,
    problems,
    setProblems,
    get: (...path: string[]) => get(doc, path),
    delivered: (...path: string[]) => get(base, path),
    /** the company said something of it, or is about to */
    said: (...path: string[]) => get(saidBy(documents, edits, entity), path) !== undefined,
    /** what the company says there itself, or is about to */
    saidAt: (...path: string[]) => get(saidBy(documents, edits, entity), path),
    changed: (...path: string[]) =>
      [...edits.keys()].some((key) => [entity, ...path].every((part, i) => placeOf(key)[i] === part)),
    put: (path: Place, value: Json | undefined) => put([entity, ...path], value),
    wordIn,
    word,
    wordSaid: (named: Named, language: Language = settings().language) => {
      const [name = '', ...path] = placeOfWord(entity, named, language)
      return get(saidBy(documents, edits, name), path) !== undefined
    },
    putWord: (named: Named, value: Json | undefined, language: Language = settings().language) =>
      put(placeOfWord(entity, named, language), value),
    fieldLabel: (name: string): string => {
      const said = word({ path: ['fields', name, 'label'], key: `${entity}.${name}` })
      return typeof said === 'string' ? said : (meta?.fields[name]?.label ?? name)
    },
    fields: Object.keys(isDoc(doc.fields) ? doc.fields : {}),
    /** Choices or stages in another order: who names them all says it. */
    order: (path: Place, keys: readonly string[]) =>
      setEdits((now) => {
        const said = own
          ? get(merged(base, saidBy(documents, now, entity)), path)
          : get(saidBy(documents, now, entity), path)
        return withEdit(documents, base, now, [entity, ...path], inOrder(keys, said))
      }),
    /** What somebody named in their language; it stands in the document as well, for those of other languages. */
    sayLabel: (named: Named, label: string) => {
      if (settings().language !== 'en') put(placeOfWord(entity, named, settings().language), label)
    },
    removeField: (name: string) => {
      for (const view of ['table', 'create', 'form'] as const) leave(view, name)
      put([entity, 'fields', name], undefined)
      const key = `${entity}.${name}`
      for (const language of languages.map(wordsDocument))
        for (const word of Object.keys(saidBy(documents, edits, language)))
          if (word === key || word.startsWith(`${key}.`)) put([language, word], undefined)
    },
    discard: () => {
      setEdits(noEdits)
      setProblems([])
    },
    /** Somebody saved, here or elsewhere: look at what is stored now. */
    lookAgain: () => cache.invalidateQueries({ queryKey: studioKey }),
  }
}

export type Draft = ReturnType<typeof useDraft>
