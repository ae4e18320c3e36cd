import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { post } from '../../api/api'
import type { Entity, Row } from '../../api/types'
import { useAsk } from '../../api/use-ask'
import { here, navigate } from '../../lib/router'
import { t } from '../../lib/words'
import { useJob } from '../../store/use-job'
import { ErrorBox, Skeleton } from '../../ui/bits'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { TextField } from '../../ui/text-field'
import style from './access.module.css'
import { ErasePlan, type Plan } from './erase-plan'
import { Erased } from './erased'
import { saidByJob } from './said-by-job'

interface EraseDialogProps {
  entity: Entity
  row: Row
  onClose: () => void
}

/** A person who asks to be forgotten: first what would go, then the reason, then the proof. */
export function EraseDialog({ entity, row, onClose }: EraseDialogProps) {
  const path = `${row.entity}/${row.id}/erase`
  const asked = useQuery({
    queryKey: ['erase', row.entity, row.id],
    queryFn: () => post<{ job: string }>(path, {}),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  })
  const planned = useJob(asked.data?.job, () => {})
  // The end is told before the result is read.
  const result = planned?.result as Partial<Plan> | undefined
  const plan = planned?.state === 'done' && result?.goes ? (result as Plan) : undefined
  const [reason, setReason] = useState('')
  const [running, setRunning] = useState<string>()
  const { ask, busy, said } = useAsk(async () => {
    const { job } = await post<{ job: string }>(path, { reason: reason.trim(), confirm: plan?.confirm })
    setRunning(job)
  })
  const failed = asked.error?.message ?? saidByJob(planned)
  const leave = () => {
    onClose()
    // The record is gone: there is nothing to come back to.
    if (here().path === `/${row.entity}/${row.id}`) navigate(`/${entity.name}`, { replace: true })
  }
  if (running) return <Erased job={running} title={row.title} onClose={leave} />
  const foot = (
    <>
      <Button onClick={onClose}>{t('ui.cancel')}</Button>
      <Button kind="danger" submit busy={busy} disabled={!plan || !reason.trim()}>
        {t('erase.do')}
      </Button>
    </>
  )
  return (
    <Dialog
      title={t('erase.title', { title: row.title })}
      onClose={onClose}
      onSubmit={ask}
      foot={foot}
      alert
      width={580}
    >
      <div className={style.parts}>
        <p className={style.help}>{t('erase.help')}</p>
        {failed && <ErrorBox title={failed} />}
        {!plan && !failed && <Skeleton rows={6} />}
        {plan && <ErasePlan plan={plan} />}
        {plan && (
          <TextField
            label={t('erase.reason')}
            doc={t('erase.reason_help')}
            value={reason}
            onChange={setReason}
            error={said}
            autoComplete="off"
            required
          />
        )}
      </div>
    </Dialog>
  )
}
