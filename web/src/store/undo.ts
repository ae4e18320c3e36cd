import { ApiError } from '../api/api'
import { t } from '../lib/words'
import { toast } from '../ui/toast'

interface Step {
  /** the sentence of the toast; without one the step can still be undone by Ctrl Z */
  done?: string
  undo: () => Promise<unknown>
}

const steps: Step[] = []

async function run(step: Step): Promise<void> {
  const at = steps.indexOf(step)
  if (at < 0) return
  steps.splice(at, 1)
  try {
    await step.undo()
    toast(t('undo.undone'))
  } catch (reason) {
    const why = reason instanceof ApiError ? reason.faults[0]?.text : undefined
    toast(why ?? t('undo.failed'), { tone: 'danger' })
  }
}

/** Remembers how to take something back, and says so for six seconds. */
export function offerUndo(step: Step): void {
  steps.push(step)
  if (steps.length > 50) steps.shift()
  if (step.done) toast(step.done, { action: { label: t('undo.undo'), run: () => void run(step) } })
}

/** Ctrl Z: the last thing done in this tab. */
export function undoLast(): void {
  const step = steps.at(-1)
  if (step) void run(step)
}
