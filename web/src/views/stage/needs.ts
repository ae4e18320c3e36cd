import { ApiError } from '../../api/api'
import type { Entity, Fault, Field, Patch, Row } from '../../api/types'
import { isBlank } from '../../fields'
import { fieldsOf } from '../../meta/use-meta'
import { changeRow, keyOf, rowOf } from '../../store/records'
import { offerStepBack } from '../../store/undo'
import { readRow } from '../../store/use-record'

/** The field a pipeline moves. */
export const stageField = 'stage'
export const isStage = (entity: Entity, name: string): boolean => name === stageField && entity.pipeline !== undefined

/** Where a record may go from where it stands; without a pipeline, anywhere. */
export function mayMove(entity: Entity, by: string, from: string | null, to: string | null): boolean {
  if (from === to || (to === null && entity.fields[by]?.required)) return false
  if (!isStage(entity, by) || from === null) return true
  const stage = entity.pipeline?.[from]
  return to !== null && (stage?.next === undefined || stage.next.includes(to))
}

export interface Entered {
  patch: Patch
  refs: Row['refs']
}

export interface Asked {
  entity: Entity
  row: Row
  /** the stage it goes to, in words */
  to: string
  fields: Field[]
  faults: Fault[]
  /** undefined: it stays where it is */
  answer: (entered: Entered | undefined) => void
}

let asked: Asked | undefined
const listeners = new Set<() => void>()
const set = (next: Asked | undefined) => {
  asked = next
  for (const tell of listeners) tell()
}

export const openNeeds = (): Asked | undefined => asked
export function watchNeeds(tell: () => void): () => void {
  listeners.add(tell)
  return () => listeners.delete(tell)
}

const ask = (question: Omit<Asked, 'answer'>) =>
  new Promise<Entered | undefined>((resolve) =>
    set({
      ...question,
      answer: (entered) => {
        set(undefined)
        resolve(entered)
      },
    }),
  )

interface Move {
  entity: Entity
  id: string
  by: string
  to: string | null
  /** said in the toast that offers to undo it */
  done: string
  /** the record is drawn where it goes; called again with the way back when it may not stay */
  place: (back: boolean) => void
}

/**
 * Moves a record: asks for what its new stage needs, sends all of it as one change, offers to undo it. Resolves to false
 * when it stays where it was; rejects with what the server said.
 */
export async function moveRow({ entity, id, by, to, done, place }: Move): Promise<boolean> {
  const known = rowOf(keyOf(entity.name, id))
  place(false)
  const needs = fieldsOf(entity, isStage(entity, by) ? entity.pipeline?.[to ?? '']?.needs : [])
  // A list brings only some fields: what it has not brought may well be filled.
  const full = known && needs.every((field) => field.name in known.fields)
  const row = full ? known : await readRow(entity.name, id)
  let fields = needs.filter((field) => isBlank(row.fields[field.name]))
  let faults: Fault[] = []
  let entered: Entered = { patch: {}, refs: {} }
  for (;;) {
    if (fields.length) {
      const label = entity.fields[by]?.of?.[to ?? '']?.label ?? ''
      const more = await ask({
        entity,
        row: { ...row, fields: { ...row.fields, ...entered.patch } },
        to: label,
        fields,
        faults,
      })
      if (!more) {
        place(true)
        return false
      }
      entered = { patch: { ...entered.patch, ...more.patch }, refs: { ...entered.refs, ...more.refs } }
    }
    const patch = { ...entered.patch, [by]: to }
    try {
      const stored = await changeRow(entity.name, id, patch, entered.refs)
      offerStepBack({ before: row, stored, fields: Object.keys(patch) }, { done, after: () => place(true) })
      return true
    } catch (error) {
      // What can be put right here is asked for; all else goes back.
      const named = error instanceof ApiError ? error.faults.filter((f) => f.at !== by && entity.fields[f.at]) : []
      if (!(error instanceof ApiError) || named.length === 0) {
        place(true)
        throw error
      }
      faults = named
      fields = fieldsOf(entity, [...new Set([...fields.map((f) => f.name), ...named.map((f) => f.at)])])
    }
  }
}
