import { ApiError, post } from '../api/api'
import type { Row } from '../api/types'
import { t } from '../lib/words'
import { toast } from '../ui/toast'
import { isStored, putRow } from './records'

interface Step {
  /** the sentence of the toast; without one the step can still be undone by Ctrl Z */
  done?: string
  undo: () => Promise<unknown>
}

const steps: Step[] = []

/** It is refused for a reason that people are told. */
export class NotUndone extends Error {}

async function run(step: Step): Promise<void> {
  const at = steps.indexOf(step)
  if (at < 0) return
  steps.splice(at, 1)
  try {
    await step.undo()
    toast(t('undo.undone'))
  } catch (reason) {
    const why =
      reason instanceof ApiError ? reason.faults[0]?.text : reason instanceof NotUndone ? reason.message : undefined
    toast(why ?? t('undo.failed'), { tone: 'danger' })
  }
}

/** Remembers how to take something back, and says so for six seconds. */
export function offerUndo(step: Step): void {
  steps.push(step)
  if (steps.length > 50) steps.shift()
  if (step.done) toast(step.done, { action: { label: t('undo.undo'), run: () => void run(step) } })
}

/** Takes back fields of what made the version; refused where somebody went on from there. */
export async function stepBack({ entity, id }: Row, version: number, fields: string[]): Promise<void> {
  putRow(await post<Row>(`${entity}/${encodeURIComponent(id)}/undo`, { version, fields }))
}

interface StoredChange {
  before: Row
  stored: Row
  fields: string[]
}

/** Offers to take a stored change back. The server knows what it was, and refuses where somebody went on from there. */
export function offerStepBack(
  { before, stored, fields }: StoredChange,
  { done, after }: { done?: string; after?: () => void } = {},
): void {
  if (!isStored(stored, before)) return
  const undo = async () => {
    await stepBack(stored, stored.version, fields)
    after?.()
  }
  offerUndo({ done, undo })
}

/** Ctrl Z: the last thing done in this tab. */
export function undoLast(): void {
  const step = steps.at(-1)
  if (step) void run(step)
}
