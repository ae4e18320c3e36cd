import { list, number } from '../../../lib/fmt'
import { type Language, languageNames } from '../../../lib/settings'
import { t, type WordKey } from '../../../lib/words'
import { typeLabel } from './field-types'
import { type Change, type Doc, differences, get, isDoc, type Json, merged } from './sheet'

/** What things are called: of the metadata in force, and of the documents that are about to be. */
export interface Names {
  kind: (entity: string) => string | undefined
  field: (entity: string, field: string) => string | undefined
  option: (entity: string, field: string, key: string) => string | undefined
  stage: (entity: string, stage: string) => string | undefined
  documents: Record<string, Doc | null>
}

export interface Said {
  /** from the whole to the part: "Deals", "Source", "Choices" */
  where: string[]
  was: string | undefined
  is: string | undefined
  /** a colour cannot be said in a word */
  hue?: [number | undefined, number | undefined]
  /** words of a rule: read from the left */
  code: boolean
  /** said by what changes of a list */
  list?: boolean
}

const keys = [
  'label', 'doc', 'required', 'hidden', 'max', 'min', 'conjunction', 'unique', 'default', 'show', 'needed', 'among', 'is', 'hue',
  'retired', 'next', 'needs', 'locks', 'end', 'sets', 'stale_after', 'when', 'holds', 'at', 'says', 'of', 'icon', 'group',
  'order', 'traits', 'search', 'to', 'type', 'personal',
] as const // biome-ignore format: a table
const rules = ['show', 'needed', 'among', 'is', 'when', 'holds']
const views = ['table', 'board', 'form', 'create']
const faces = ['title', 'under', 'badge', 'facts']

const keyText = (key: string): string =>
  (keys as readonly string[]).includes(key) ? t(`studio.key.${key}` as WordKey) : key
const labelIn = (doc: Json | undefined): string | undefined => {
  const label = get(doc, ['label'])
  return typeof label === 'string' ? label : Array.isArray(label) ? String(label[1]) : undefined
}

/** "deal.fields.source.of.fair.label" as a person says it. */
function placeText(path: readonly string[], names: Names): string[] {
  const [entity = '', part, name, ...rest] = path
  const doc = names.documents[entity]
  const kind = names.kind(entity) ?? labelIn(doc ?? undefined) ?? entity
  if (part === undefined) return [kind]
  if (name === undefined) return [kind, keyText(part)]
  if (part === 'views' && views.includes(name)) return [kind, t(`studio.view.${name}` as WordKey), ...rest.map(keyText)]
  if (part === 'face' && faces.includes(name)) return [kind, t('studio.face'), t(`studio.face.${name}` as WordKey)]
  const said = labelIn(get(doc ?? undefined, [part, name]))
  if (part === 'pipeline')
    return [kind, t('studio.stage'), names.stage(entity, name) ?? said ?? name, ...rest.map(keyText)]
  if (part === 'rules') return [kind, t('studio.rule'), name, ...rest.map(keyText)]
  if (part !== 'fields') return [kind, part, name, ...rest]
  const field = names.field(entity, name) ?? said ?? name
  const [key, choice, ...deeper] = rest
  if (key !== 'of' || choice === undefined) return [kind, field, ...rest.map(keyText)]
  const option = names.option(entity, name, choice) ?? labelIn(get(doc ?? undefined, ['fields', name, 'of', choice]))
  return [kind, field, option ?? choice, ...deeper.map(keyText)]
}

/** A word of a language: "lang/vi.deal.colour". */
function wordText(at: string, names: Names): string[] {
  const language = at.slice(5, 7) as Language
  const [entity = '', ...rest] = at.slice(8).split('.')
  const kind = names.kind(entity) ?? labelIn(names.documents[entity] ?? undefined) ?? entity
  const [first = '', second = ''] = rest
  const what = first === 'stage' ? names.stage(entity, second) : names.field(entity, first)
  return [
    languageNames[language] ?? language,
    kind,
    ...(first ? [what ?? first] : []),
    ...(rest.length > 1 && first !== 'stage' ? [second] : []),
  ]
}

function valueText(value: Json, path: readonly string[], names: Names): string | undefined {
  const [entity = ''] = path
  const nameOf = (one: Json): string =>
    Array.isArray(one)
      ? one.map(nameOf).join(' + ')
      : (names.field(entity, String(one)) ??
        labelIn(get(names.documents[entity] ?? undefined, ['fields', String(one)])) ??
        String(one))
  if (value === null || value === undefined) return undefined
  if (typeof value === 'boolean') return t(value ? 'field.yes' : 'field.no')
  if (typeof value === 'number') return number(value)
  if (Array.isArray(value)) {
    if (path[1] === 'label' || path[0]?.startsWith('lang/')) return value.join(' / ')
    if (path.at(-1) === 'next')
      return list(
        value.map((s) => names.stage(entity, String(s)) ?? String(s)),
        'conjunction',
      )
    if (path.at(-1) === 'of')
      return list(
        value.map((key) => names.option(entity, path[2] ?? '', String(key)) ?? String(key)),
        'conjunction',
      )
    if (path.at(-1) === 'pipeline')
      return list(
        value.map((key) => names.stage(entity, String(key)) ?? String(key)),
        'conjunction',
      )
    return list(value.map(nameOf), 'conjunction')
  }
  if (isDoc(value)) {
    const { type } = value
    const label = labelIn(value) ?? get(value, ['says'])
    const said = [typeof label === 'string' ? label : undefined, typeof type === 'string' ? typeLabel(type) : undefined]
    return said.filter(Boolean).join(' · ') || Object.keys(value).join(', ') || t('field.yes')
  }
  if (path[1] === 'face' || path.at(-1) === 'by' || path.at(-1) === 'sum') return nameOf(value)
  return path.at(-1) === 'type' ? typeLabel(value) : value
}

const hueOf = (value: Json): number | undefined => (typeof value === 'number' ? value : undefined)

/** A list in which little changes is said by what changes. */
function listTurn(was: Json[], is: Json[], say: (some: Json[]) => string): Pick<Said, 'was' | 'is'> {
  const [before, after] = [was.flat(), is.flat()]
  const came = after.filter((one) => !before.includes(one))
  const went = before.filter((one) => !after.includes(one))
  if (came.length === 0 && went.length === 0)
    return { was: undefined, is: t('studio.reordered', { order: say(after) }) }
  const said = [
    ...(came.length ? [t('studio.list_came', { names: say(came) })] : []),
    ...(went.length ? [t('studio.list_went', { names: say(went) })] : []),
  ]
  return { was: undefined, is: said.join(' ') }
}

/** What the company's word changes of what the pack says: where it said nothing, the pack's word was there. */
function overBase({ at, was, is }: Change, base: Record<string, Doc | undefined>): Change[] {
  const [entity = '', ...path] = at.split('.')
  const delivered = at.startsWith('lang/') ? undefined : get(base[entity], path)
  return differences(at, merged(delivered, was ?? undefined), merged(delivered, is ?? undefined))
}

function sayOne({ at, was, is }: Change, names: Names): Said {
  const word = at.startsWith('lang/')
  const path = word ? [at.slice(0, 7), at.slice(8)] : at.split('.')
  const last = path.at(-1) ?? ''
  const where = word ? wordText(at, names) : placeText(path, names)
  const text = (value: Json) => valueText(value, path, names)
  const code = rules.includes(last) && !word
  if (last === 'hue') return { where, was: text(was), is: text(is), hue: [hueOf(was), hueOf(is)], code }
  if (!word && last !== 'label' && Array.isArray(was) && Array.isArray(is))
    return { where, ...listTurn(was, is, (some) => text(some) ?? ''), code, list: true }
  // What is not said of yes or no is no.
  const from = was === null && is === true ? false : was
  return { where, was: text(from), is: text(is === null && was === true ? false : is), code }
}

/** Each change in words; where both sides have parts, part by part. */
export const sayChanges = (changes: readonly Change[], names: Names, base: Record<string, Doc | undefined>): Said[] =>
  changes.flatMap((change) => overBase(change, base)).map((change) => sayOne(change, names))
