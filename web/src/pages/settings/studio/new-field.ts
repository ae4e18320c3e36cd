import { keyName } from './key-name'
import { type Doc, get, type Json } from './sheet'

/** One choice a line; the same twice is one. */
export const choicesOf = (typed: string): string[] => [
  ...new Set(
    typed
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean),
  ),
]

interface Wanted {
  label: string
  type: string
  choices: readonly string[]
  to: string | undefined
}

/** The document of a new field. */
export function newField({ label, type, choices, to }: Wanted): Doc {
  const field: Doc = { type, label }
  if (type === 'choice' || type === 'choices') {
    const of: Doc = {}
    for (const choice of choices) of[keyName(choice, Object.keys(of), 'choice')] = { label: choice }
    field.of = of
  }
  if (type === 'ref' && to) field.to = to
  return field
}

export type Shown = Record<'form' | 'table' | 'create', boolean>

/** The views that name a new field where it was asked for; a view that was never said names all fields by itself. */
export function withField(views: Json | undefined, name: string, shown: Shown): Record<string, Json> {
  const next: Record<string, Json> = {}
  for (const view of ['form', 'table', 'create'] as const) {
    const now = get(views, [view])
    if (shown[view] && Array.isArray(now)) next[view] = [...now, view === 'form' ? [name] : name]
  }
  return next
}
