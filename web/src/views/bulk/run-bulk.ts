import { ApiError, type Archived, get, post } from '../../api/api'
import type { Entity, Fault, Job, Patch } from '../../api/types'
import { t } from '../../lib/words'
import { reloadLists } from '../../store/list-model'
import { NotUndone, offerUndo } from '../../store/undo'
import { isOver } from '../../store/use-job'
import { dismiss, toast } from '../../ui/toast'

/** The records it is about: these, or all that a rule names. */
export type Which = { ids: string[] } | { where: string; archived?: Archived }
export type Wish = { set: Patch } | { delete: true } | { archive: boolean }

interface Outcome extends NonNullable<Job['result']> {
  faults?: { id: string; faults: Fault[] }[]
}
type BulkJob = Omit<Job, 'result'> & { result?: Outcome; said?: string }

const pause = (ms: number) => new Promise((go) => setTimeout(go, ms))

/** Watches a job to its end and says how far it is. */
async function follow(id: string, doing: string): Promise<BulkJob> {
  let shown = 0
  for (let wait = 150; ; wait = Math.min(1500, wait * 1.5)) {
    const job = await get<BulkJob>(`jobs/${id}`)
    if (isOver(job)) {
      if (shown) dismiss(shown)
      return job
    }
    // Short ones are not worth a word before their end.
    if (wait > 300) {
      const { done, total } = job
      const text = total ? t('bulk.progress', { doing, done, total: Math.max(total, done) }) : doing
      shown = toast(text, { stay: true, replace: shown })
    }
    await pause(wait)
  }
}

function said(job: BulkJob): void {
  const { refused = 0, faults } = job.result ?? {}
  if (job.state !== 'done') toast(job.said || t('bulk.failed'), { tone: 'danger' })
  else if (refused) {
    const why = faults?.[0]?.faults[0]?.text ?? ''
    toast(t('bulk.refused', { count: refused, why }), { tone: 'danger', stay: true })
  }
}

/** Runs a change of many as a job of the server: progress, what came of it, and a way back. */
export async function runBulk(entity: Entity, which: Which, wish: Wish): Promise<void> {
  const trash = 'delete' in wish
  const what = trash ? 'deleted' : !('archive' in wish) ? 'changed' : wish.archive ? 'archived' : 'taken_out'
  const doing = t(trash ? 'bulk.deleting' : 'bulk.changing')
  try {
    const { job: id } = await post<{ job: string }>(`${entity.name}/bulk`, { ...which, ...wish })
    const job = await follow(id, doing)
    reloadLists(entity.name)
    const count = job.result?.updated ?? 0
    if (count)
      offerUndo({
        done: t(`bulk.${what}`, { count }),
        undo: async () => {
          const { job: back } = await post<{ job: string }>(`jobs/${id}/undo`, {})
          const end = await follow(back, t('bulk.undoing'))
          reloadLists(entity.name)
          if (end.state !== 'done') throw new NotUndone(end.said || t('undo.failed'))
        },
      })
    else if (job.state === 'done' && !job.result?.refused) toast(t('bulk.nothing'))
    said(job)
  } catch (error) {
    const text = error instanceof ApiError ? (error.faults[0]?.text ?? error.message) : t('bulk.failed')
    toast(text, { tone: 'danger' })
  }
}
