import { get, post } from '../api/api'
import type { Job } from '../api/types'
import { t } from '../lib/words'
import { NotUndone } from './undo'
import { isOver } from './use-job'

const pause = (ms: number) => new Promise((go) => setTimeout(go, ms))

/** Takes back what was done as a whole, and waits for its end: it goes back, or says what stands on it. */
export async function undoJob(id: string): Promise<void> {
  const { job: back } = await post<{ job: string }>(`jobs/${id}/undo`, {})
  for (let wait = 100; ; wait = Math.min(1500, wait * 1.5)) {
    const job = await get<Job & { said?: string }>(`jobs/${back}`)
    if (isOver(job)) {
      if (job.state !== 'done') throw new NotUndone(job.said || t('undo.failed'))
      return
    }
    await pause(wait)
  }
}
