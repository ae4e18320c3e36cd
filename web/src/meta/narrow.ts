import type { Entity, Field } from '../api/types'
import { fold } from '../lib/text'

export interface Hint {
  /** what stands in the box when it is taken */
  typed: string
  label: string
  doc?: string
}

const types = new Set(['text', 'person_name', 'phone', 'email', 'ref', 'choice'])
const most = 4

const quoted = (label: string): string => (/\s/.test(label) ? `"${label}"` : label)

/** Each label once, those that begin with what is typed. */
function labelsFrom(entities: readonly Entity[], typed: string): [label: string, of: string][] {
  const found = new Map<string, string>()
  for (const entity of entities)
    for (const field of Object.values(entity.fields))
      if (types.has(field.type) && fold(field.label).startsWith(typed) && !found.has(field.label))
        found.set(field.label, entity.label[1])
  return [...found]
}

function optionsOf(entities: readonly Entity[], label: string, begun: string): string[] {
  const called = (field: Field) => fold(field.label) === label || field.name === label
  const all = entities.flatMap((e) => Object.values(e.fields).filter((f) => f.of && called(f)))
  const labels = all.flatMap((f) => Object.values(f.of ?? {}).map((option) => option.label))
  return [...new Set(labels)].filter((option) => fold(option).startsWith(begun))
}

/** How what is typed could be narrowed: by a kind, by a field, by one of a field's choices. */
export function hintsFor(all: Readonly<Record<string, Entity>>, typed: string): Hint[] {
  const entities = Object.values(all).filter((e) => e.order !== undefined)
  const value = /^(.*?)([^:：\s][^:：]*)[:：]\s*(\S*)$/u.exec(typed)
  if (value) {
    const [, before = '', label = '', begun = ''] = value
    // The label is what the last words before the colon are called.
    const words = label.trim().split(/\s+/)
    for (let i = 0; i < words.length; i++) {
      const name = words.slice(i).join(' ')
      const options = optionsOf(entities, fold(name), fold(begun))
      const head = [before + words.slice(0, i).join(' '), `${name}:`].filter((s) => s.trim()).join(' ')
      if (options.length)
        return options
          .slice(0, most)
          .map((option) => ({ typed: `${head} ${quoted(option)} `, label: `${name}: ${option}` }))
    }
    return []
  }
  const last = typed.split(/\s+/).at(-1) ?? ''
  if (last.length < 2) return []
  const head = typed.slice(0, typed.length - last.length)
  const kinds = head.trim() ? [] : entities.filter((e) => fold(e.label[1]).startsWith(fold(last)))
  return [
    ...kinds.map((e) => ({ typed: `${e.label[1]}: `, label: `${e.label[1]}: …`, doc: e.doc })),
    ...labelsFrom(entities, fold(last)).map(([label, of]) => ({
      typed: `${head}${label}: `,
      label: `${label}: …`,
      doc: of,
    })),
  ].slice(0, most)
}
