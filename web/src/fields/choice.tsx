import { lazy } from 'react'
import type { Field } from '../api/types'
import { comma, list } from '../lib/fmt'
import { cx, fold } from '../lib/text'
import { Pill } from '../ui/bits'
import type { FieldKind } from './field-kind'
import style from './fields.module.css'

const label = (field: Field, key: string) => field.of?.[key]?.label ?? key

function readOne(typed: string, field: Field): string | undefined {
  const word = fold(typed).trim()
  return Object.entries(field.of ?? {}).find(([key, choice]) => fold(choice.label) === word || fold(key) === word)?.[0]
}

/** One of a closed list; a hue makes it a pill, without one it is a plain word. */
export const choice: FieldKind<string> = {
  align: 'start',
  width: 132,
  read: (typed, field) => (typed.trim() === '' ? null : readOne(typed, field)),
  text: (value, field) => label(field, value),
  Show: ({ field, value }) => {
    const hue = field.of?.[value]?.hue
    return hue === undefined ? <span>{label(field, value)}</span> : <Pill hue={hue}>{label(field, value)}</Pill>
  },
  Edit: lazy(() => import('./choice-edit').then((m) => ({ default: m.ChoiceEdit }))),
}

/** Several of a closed list. */
export const choices: FieldKind<string[]> = {
  align: 'start',
  width: 190,
  read: (typed, field) => {
    const keys = typed
      .split(/[,،、;]/)
      .filter((s) => s.trim())
      .map((s) => readOne(s, field))
    return keys.length === 0 ? null : keys.every((k) => k !== undefined) ? keys : undefined
  },
  text: (value, field) => list(value.map((key) => label(field, key))),
  Show: ({ field, value, dense }) => (
    <span className={cx(style.pills, dense && style.dense)}>
      {value.map((key) => (
        <Pill key={key} hue={field.of?.[key]?.hue}>
          {label(field, key)}
        </Pill>
      ))}
    </span>
  ),
  Edit: lazy(() => import('./choice-edit').then((m) => ({ default: m.ChoicesEdit }))),
}

const readTags = (typed: string) => {
  const words = [
    ...new Set(
      typed
        .split(/[,،、;\n]/)
        .map((s) => s.trim())
        .filter(Boolean),
    ),
  ]
  return words.length ? words : null
}

/** Free words. */
export const tags: FieldKind<string[]> = {
  align: 'start',
  width: 190,
  read: readTags,
  text: (value) => value.join(comma()),
  Show: ({ value, dense }) => (
    <span className={cx(style.pills, dense && style.dense)}>
      {value.map((word) => (
        <Pill key={word}>{word}</Pill>
      ))}
    </span>
  ),
  Edit: lazy(() => import('./tags-edit').then((m) => ({ default: m.TagsEdit }))),
}
