import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError } from '../../api/api'
import { type Import, importsApi } from '../../api/imports'
import type { Entity } from '../../api/types'
import { number } from '../../lib/fmt'
import { t } from '../../lib/words'
import { reloadLists } from '../../store/list-model'
import { isOver, useJob } from '../../store/use-job'
import { ErrorBox, Progress } from '../../ui/bits'
import { Button } from '../../ui/button'
import { toast } from '../../ui/toast'
import style from './import.module.css'
import { Result } from './result'
import { importKey } from './use-import'

/** The import runs, or has run: how far, what came of it, and the way back. */
export function RunStation({ import: given, entity }: { import: Import; entity: Entity }) {
  const cache = useQueryClient()
  const [stopping, setStopping] = useState(false)
  const job = useJob(given.job?.id, () => {
    void cache.invalidateQueries({ queryKey: importKey(given.id) })
    reloadLists(entity.name)
  })
  const over = isOver(job)
  const stop = async () => {
    setStopping(true)
    await importsApi.stop(given.job!.id).catch((error: unknown) => {
      if (error instanceof ApiError) toast(error.message, { tone: 'danger' })
    })
    await cache.invalidateQueries({ queryKey: ['job', given.job?.id] })
    setStopping(false)
  }

  if (given.job && !over) {
    const undoing = (job?.kind ?? given.job.kind) === 'undo'
    const label = undoing ? t('import.undoing') : t('import.running')
    const total = job?.total || given.total || 0
    const done = job?.done ?? 0
    return (
      <div className={style.narrow}>
        <h2 className={style.big}>{label}</h2>
        <Progress label={label} value={done} total={total} />
        <p role="status">
          {total > 0 ? t('import.done_of', { done: number(done), total: number(total) }) : t('import.waiting')}
        </p>
        <p className="quiet">{t('import.may_leave')}</p>
        {!undoing && (
          <div>
            <Button busy={stopping} onClick={() => void stop()}>
              {t('import.stop')}
            </Button>
          </div>
        )}
      </div>
    )
  }
  return (
    <div className={style.narrow}>
      {given.state === 'failed' && <ErrorBox title={given.job?.said ?? t('import.failed')} />}
      <Result import={given} job={job ?? given.job ?? undefined} entity={entity} />
    </div>
  )
}
