import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { ApiError } from '../../../api/api'
import { saidBy } from '../../../api/use-ask'
import { isolated } from '../../../lib/text'
import { t } from '../../../lib/words'
import { useMeta } from '../../../meta/use-meta'
import { ErrorBox, Skeleton } from '../../../ui/bits'
import { Button } from '../../../ui/button'
import { Dialog } from '../../../ui/lazy'
import { TextField } from '../../../ui/text-field'
import { toast } from '../../../ui/toast'
import { bySubject, type Problem, studio, studioKey, studioQuery } from './api'
import { ChangeList } from './change-list'
import edit from './edit.module.css'
import { namesOf } from './names'
import { PlanFacts } from './plan-facts'
import { forbids, ProblemList } from './problem-list'
import type { Doc } from './sheet'
import { offerUndo } from './undo'

interface ReviewProps {
  /** by the names of their files */
  documents: Record<string, Doc | null>
  /** as delivered, by kind */
  base?: Record<string, Doc | undefined>
  onProblems?: (problems: Problem[]) => void
  onSaved: () => void
  onClose: () => void
}

/** What is about to change, in words, before it holds: how many records it touches, what forbids it, what it means. */
export function ReviewDialog({ documents, base, onProblems, onSaved, onClose }: ReviewProps) {
  const cache = useQueryClient()
  const { entities } = useMeta()
  const { data: now } = useQuery(studioQuery)
  const stamp = now?.stamp ?? ''
  const [note, setNote] = useState('')
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<string>()
  const { data: plan, error } = useQuery({
    queryKey: ['studio-plan', stamp, JSON.stringify(documents)],
    queryFn: ({ signal }) => studio.plan({ stamp, documents }, signal),
    enabled: now !== undefined && !busy,
    retry: false,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const problems = plan?.problems ?? []
  const isForbidden = problems.some(forbids)
  const names = namesOf(entities, bySubject(documents))
  useEffect(() => {
    if (plan) onProblems?.(plan.problems.filter(forbids))
  }, [plan, onProblems])

  const save = async () => {
    if (!plan || isForbidden || busy) return
    setBusy(true)
    setRefused(undefined)
    try {
      const { change } = await studio.save({ stamp, documents, ...(note.trim() ? { note: note.trim() } : {}) })
      onSaved()
      onClose()
      offerUndo(cache, change)
      await Promise.all([studioKey, ['meta']].map((queryKey) => cache.invalidateQueries({ queryKey: [...queryKey] })))
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason
      setRefused(isolated(saidBy(reason)))
      // What was edited lies over what the other one stored: nothing of either is lost.
      if (reason.status === 409) {
        await cache.invalidateQueries({ queryKey: studioKey })
        toast(t('studio.raced'), { tone: 'danger' })
      }
    } finally {
      setBusy(false)
    }
  }
  const foot = (
    <>
      <Button onClick={onClose}>{t('ui.back')}</Button>
      <Button kind="primary" submit busy={busy} disabled={!plan || isForbidden}>
        {t('studio.save')}
      </Button>
    </>
  )
  return (
    <Dialog title={t('studio.review_title')} onClose={onClose} onSubmit={() => void save()} foot={foot} width={620}>
      <div className={edit.parts}>
        {error && <ErrorBox title={error instanceof ApiError ? saidBy(error) : error.message} />}
        {refused && <ErrorBox title={refused} />}
        {!plan && !error && <Skeleton rows={4} />}
        {isForbidden && <ProblemList problems={problems} names={names} />}
        {plan && (
          <>
            <ChangeList changes={plan.changes} documents={documents} base={base} />
            {!isForbidden && <ProblemList problems={problems} names={names} />}
            <PlanFacts plan={plan} />
            {!isForbidden && (
              <TextField label={t('studio.note')} doc={t('studio.note_help')} value={note} onChange={setNote} />
            )}
          </>
        )}
      </div>
    </Dialog>
  )
}
