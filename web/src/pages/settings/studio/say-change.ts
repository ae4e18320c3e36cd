import { list, number } from '../../../lib/fmt'
import { type Language, languageNames } from '../../../lib/settings'
import { t, type WordKey } from '../../../lib/words'
import { typeLabel } from './field-types'
import { labelIn, type Names } from './names'
import { nameOfPack } from './pack-name'
import { type Change, type Doc, differences, get, isDoc, type Json, merged } from './sheet'

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
  'label', 'doc', 'required', 'hidden', 'max', 'min', 'unit', 'plain', 'back', 'unique', 'default', 'show', 'needed', 'among', 'is', 'hue',
  'retired', 'next', 'needs', 'locks', 'end', 'sets', 'stale_after', 'when', 'holds', 'at', 'says', 'of', 'icon', 'group',
  'order', 'traits', 'search', 'to', 'type', 'personal', 'weight', 'or', 'after', 'complete', 'doubts', 'stale',
] as const // biome-ignore format: a table
const rules = ['show', 'needed', 'among', 'is', 'when', 'holds']
const views = ['table', 'board', 'form', 'create']
const faces = ['title', 'under', 'badge', 'facts']

const keyText = (key: string): string =>
  (keys as readonly string[]).includes(key) ? t(`studio.key.${key}` as WordKey) : key

/** "packs/boats.version": a pack itself. */
function sayPack(at: string, part: string | undefined): string[] {
  const pack = t('studio.from.pack', { pack: nameOfPack(at.slice('packs/'.length)) })
  return part === 'version' ? [pack, t('studio.pack_version')] : [pack]
}

/** "deal.fields.source.of.fair.label" as a person says it. */
export function sayPlace(path: readonly string[], names: Names): string[] {
  const [entity = '', part, name, ...rest] = path
  if (entity.startsWith('packs/')) return sayPack(entity, part)
  const kind = names.kind(entity)
  if (part === undefined) return [kind]
  if (part === 'pipeline' && name === undefined) return [kind, t('studio.part.pipeline')]
  if (name === undefined) return [kind, keyText(part)]
  if (part === 'views' && views.includes(name)) return [kind, t(`studio.view.${name}` as WordKey), ...rest.map(keyText)]
  if (part === 'face' && faces.includes(name)) return [kind, t('studio.face'), t(`studio.face.${name}` as WordKey)]
  if (part === 'pipeline') return [kind, t('studio.stage'), names.stage(entity, name), ...rest.map(keyText)]
  if (part === 'complete') return [kind, keyText(part), names.field(entity, name), ...rest.map(keyText)]
  if (part === 'doubts') return [kind, keyText(part), name, ...rest.map(keyText)]
  if (part === 'stale') return [kind, keyText(part), keyText(name)]
  if (part === 'rules') return [kind, t('studio.rule'), name, ...rest.map(keyText)]
  if (part !== 'fields') return [kind, part, name, ...rest]
  const field = names.field(entity, name)
  const [key, choice, ...deeper] = rest
  if (key !== 'of' || choice === undefined) return [kind, field, ...rest.map(keyText)]
  return [kind, field, names.option(entity, name, choice), ...deeper.map(keyText)]
}

/** A word of a language: "lang/vi.deal.colour". */
function wordText(at: string, names: Names): string[] {
  const language = at.slice(5, 7) as Language
  const [entity = '', first, second] = at.slice(8).split('.')
  const where = [languageNames[language] ?? language, names.kind(entity)]
  if (first === undefined) return where
  if (first === 'doc') return [...where, t('studio.key.doc')]
  if (second === undefined) return [...where, names.field(entity, first)]
  if (first === 'stage') return [...where, names.stage(entity, second)]
  if (first === 'rule') return [...where, t('studio.rule'), second]
  const inside = second === 'doc' ? t('studio.key.doc') : names.option(entity, first, second)
  return [...where, names.field(entity, first), inside]
}

/** What the words of a list name, by where the list stands. */
function partName(path: readonly string[], one: string, names: Names): string {
  const [entity = ''] = path
  const last = path.at(-1)
  if (last === 'next' || last === 'pipeline') return names.stage(entity, one)
  return last === 'of' ? names.option(entity, path[2] ?? '', one) : names.field(entity, one)
}

function valueText(value: Json, path: readonly string[], names: Names): string | undefined {
  if (value === null || value === undefined) return undefined
  if (typeof value === 'boolean') return t(value ? 'field.yes' : 'field.no')
  if (typeof value === 'number') return number(value)
  if (Array.isArray(value)) {
    if (path[1] === 'label' || path[0]?.startsWith('lang/')) return value.join(' / ')
    return list(value.flat().map((one) => partName(path, String(one), names)))
  }
  if (isDoc(value)) {
    const label = labelIn(value) ?? get(value, ['says'])
    const type = typeof value.type === 'string' ? typeLabel(value.type) : undefined
    const said = [label, type].filter((one) => typeof one === 'string')
    return said.join(' · ') || Object.keys(value).join(', ') || t('field.yes')
  }
  const last = path.at(-1) ?? ''
  if (path[1] === 'face' || ['by', 'sum', 'at'].includes(last)) return partName(path, value, names)
  return last === 'type' ? typeLabel(value) : value
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

const pathOf = (at: string): string[] => (at.startsWith('lang/') ? [at.slice(0, 7), at.slice(8)] : at.split('.'))

/** Where it is: "deal.fields.amount.label", "lang/vi.deal.amount". */
export const sayWhere = (at: string, names: Names): string[] =>
  at.startsWith('lang/') ? wordText(at, names) : sayPlace(at.split('.'), names)

/** What stands, or stood, there; undefined: nothing. */
export const sayValue = (at: string, value: Json, names: Names): string | undefined =>
  valueText(value, pathOf(at), names)

function sayOne({ at, was, is }: Change, names: Names): Said {
  const word = at.startsWith('lang/')
  const path = pathOf(at)
  const last = path.at(-1) ?? ''
  const where = sayWhere(at, names)
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
