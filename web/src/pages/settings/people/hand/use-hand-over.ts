import { useState } from 'react'
import { importsApi } from '../../../../api/imports'
import type { Job } from '../../../../api/types'
import { useAsk } from '../../../../api/use-ask'
import { t } from '../../../../lib/words'
import { reloadLists } from '../../../../store/list-model'
import { offerUndo } from '../../../../store/undo'
import { useJob } from '../../../../store/use-job'
import { toast } from '../../../../ui/toast'
import { type Choice, handApi, wishOf } from './hand'

type HandJob = Job & { said?: string; result?: Job['result'] & { faults?: { text: string }[] } }

function sayEnd(job: HandJob, kinds: readonly string[]): void {
  const { updated = 0, faults } = job.result ?? {}
  const again = () => {
    for (const kind of kinds) reloadLists(kind)
  }
  again()
  if (job.state === 'stopped') toast(t('hand.stopped'))
  else if (job.state !== 'done') toast(job.said || t('hand.failed'), { tone: 'danger', stay: true })
  else
    offerUndo({
      done: t('hand.done', { count: updated }),
      undo: async () => {
        await handApi.undo(job.id)
        again()
      },
    })
  if (faults?.[0]) toast(faults[0].text, { tone: 'danger', stay: true })
}

/** Does it, and says how far it is and what came of it. */
export function useHandOver(person: string, choice: Choice, onDone: () => void) {
  const [id, setId] = useState<string>()
  const start = useAsk(async () => {
    const wish = wishOf(choice)
    if (wish) setId((await handApi.start(person, wish)).job)
  })
  const stop = useAsk(async () => {
    if (id) await handApi.stop(id)
  })
  const end = async () => {
    if (id === undefined) return
    // What tells that it is over does not carry what came of it.
    const job: HandJob = await importsApi.job(id)
    sayEnd(job, [...choice.kinds])
    if (job.state === 'done') onDone()
    else setId(undefined)
  }
  const job = useJob(id, () => void end())
  return { start, stop, job: id === undefined ? undefined : job, runs: id !== undefined }
}
