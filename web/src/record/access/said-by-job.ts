import type { Job } from '../../api/types'
import { t } from '../../lib/words'

/** What went wrong with a piece of work; nothing while it may still go well. */
export const saidByJob = (job: Job | undefined): string | undefined =>
  job?.state === 'failed' || job?.state === 'dead' ? (job.faults?.[0]?.text ?? t('erase.failed')) : undefined
