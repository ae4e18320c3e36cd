import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError, get, post } from '../../../api/api'
import type { Job } from '../../../api/types'
import { saidBy } from '../../../api/use-ask'
import { t } from '../../../lib/words'
import { useJob } from '../../../store/use-job'
import { confirm } from '../../../ui/confirm'
import { toast } from '../../../ui/toast'
import type { DoneRow } from './use-done'

interface Look {
  total: number
  /** of so many, the newest, it was asked whether they were changed since */
  looked: number
  later: number
}

/** What it would do, in words: how many go back, and how many stay because somebody went on from there. */
async function foretell(row: DoneRow): Promise<string> {
  if (row.kind === 'merge') return t('done.ask_merge')
  if (row.kind === 'studio') return t('done.ask_studio')
  const { total, later } = await get<Look>(`done/${row.id}`)
  const all = t('done.ask_all', { total })
  return later > 0 ? `${all} ${t('done.ask_later', { later })}` : all
}

/** Takes something back, once it is confirmed; its job is watched to its end. */
export function useTakeBack(row: DoneRow, onEnd: () => void) {
  const cache = useQueryClient()
  const [busy, setBusy] = useState(false)
  // One that is at work already, whoever began it, is watched as well.
  const [begun, setBegun] = useState<string>()
  const id = begun ?? (row.why === 'back_runs' ? row.back?.job : undefined)
  const end = () => {
    void cache.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'meta' && queryKey[0] !== 'me' })
    onEnd()
  }
  const job: Job | undefined = useJob(id, () => {
    const last = cache.getQueryData<Job & { said?: string }>(['job', id])
    if (last?.state === 'done') toast(t('done.done'))
    else toast(last?.said || t('done.failed'), { tone: 'danger', stay: true })
    end()
  })

  const run = async () => {
    setBusy(true)
    try {
      const text = await foretell(row)
      if (!(await confirm({ title: t('done.ask'), text, action: t('done.back') }))) return
      const at = { merge: 'merges', studio: 'studio/changes' }[row.kind as string]
      if (at) {
        await post(`${at}/${row.id}/undo`, {})
        toast(t('done.done'))
        if (row.kind === 'studio') void cache.invalidateQueries({ queryKey: ['meta'] })
        end()
      } else setBegun((await post<{ job: string }>(`jobs/${row.id}/undo`, {})).job)
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason
      toast(saidBy(reason), { tone: 'danger', stay: true })
      onEnd()
    } finally {
      setBusy(false)
    }
  }
  return { busy, job: id === undefined ? undefined : job, run: () => void run() }
}
