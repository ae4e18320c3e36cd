import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { post, url } from '../../api/api'
import type { Entity, Row } from '../../api/types'
import { t } from '../../lib/words'
import { useJob } from '../../store/use-job'
import { ErrorBox, Progress } from '../../ui/bits'
import { Dialog } from '../../ui/dialog'
import style from './access.module.css'
import { saidByJob } from './said-by-job'

interface HeldDialogProps {
  entity: Entity
  row: Row
  onClose: () => void
}

/** All that is held on a person, as one file to hand out. That it was asked for is in the trail. */
export function HeldDialog({ row, onClose }: HeldDialogProps) {
  const asked = useQuery({
    queryKey: ['held', row.entity, row.id],
    queryFn: () => post<{ job: string }>(`${row.entity}/${row.id}/person`, {}),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  })
  const job = useJob(asked.data?.job, () => {})
  const failed = asked.error?.message ?? saidByJob(job)
  return (
    <Dialog title={t('held.title', { title: row.title })} onClose={onClose} width={460}>
      <div className={style.parts}>
        <p className={style.help}>{t('held.help')}</p>
        {failed && <ErrorBox title={failed} />}
        {!failed && job?.state !== 'done' && <Progress label={t('held.making')} value={job?.done} total={job?.total} />}
        <p role="status">{job?.state === 'done' ? t('held.ready') : ''}</p>
        {job?.state === 'done' && (
          <a className={style.file} href={url(`jobs/${job.id}/file`)} download>
            <Download size={16} strokeWidth={1.75} aria-hidden />
            {t('held.save')}
          </a>
        )}
      </div>
    </Dialog>
  )
}
