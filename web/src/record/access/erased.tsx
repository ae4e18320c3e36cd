import { FileCheck2 } from 'lucide-react'
import { url } from '../../api/api'
import { t } from '../../lib/words'
import { useJob } from '../../store/use-job'
import { ErrorBox, Progress } from '../../ui/bits'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import style from './access.module.css'
import { saidByJob } from './said-by-job'

/** An erasure under way, and the certificate when it is over. */
export function Erased({ job: id, title, onClose }: { job: string; title: string; onClose: () => void }) {
  const job = useJob(id, () => {})
  const failed = saidByJob(job)
  // The end is told before the result is read.
  const hits = (job?.result as { hits?: number } | undefined)?.hits
  const done = job?.state === 'done' && hits !== undefined
  const foot = (
    <Button kind="primary" disabled={!done && !failed} onClick={onClose}>
      {t('ui.close')}
    </Button>
  )
  return (
    <Dialog title={t('erase.title', { title })} onClose={onClose} foot={foot} width={460}>
      <div className={style.parts}>
        {failed && <ErrorBox title={failed} />}
        {!done && !failed && <Progress label={t('erase.running')} value={job?.done} total={job?.total} />}
        <p role="status">{done ? t(hits > 0 ? 'erase.found' : 'erase.done', { count: hits }) : t('erase.running')}</p>
        {done && (
          <a className={style.file} href={url(`jobs/${id}/certificate`)} target="_blank" rel="noreferrer">
            <FileCheck2 size={16} strokeWidth={1.75} aria-hidden />
            {t('erase.certificate')}
          </a>
        )}
      </div>
    </Dialog>
  )
}
