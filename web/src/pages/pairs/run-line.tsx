import { CopyCheck, ScanSearch } from 'lucide-react'
import { useState } from 'react'
import { post } from '../../api/api'
import { importsApi } from '../../api/imports'
import type { Entity } from '../../api/types'
import { useAsk } from '../../api/use-ask'
import { ago } from '../../lib/date'
import { percent } from '../../lib/fmt'
import { t } from '../../lib/words'
import { Empty, ErrorBox, Progress } from '../../ui/bits'
import { Button } from '../../ui/button'
import { agreeSaid, isRunning, type Run } from './pairs'
import style from './pairs.module.css'

interface RunLineProps {
  entity: Entity
  run: Run | null
  mayFind: boolean
  onChange: () => void
}

/** The search: how far it is, how the last one went, and another one. */
export function RunLine({ entity, run, mayFind, onChange }: RunLineProps) {
  const { ask, busy, said } = useAsk(async () => {
    await post(`${entity.name}/pairs`, {})
    onChange()
  })
  const stopping = useAsk(async () => {
    if (run) await importsApi.stop(run.job)
    onChange()
  })
  if (!mayFind) return <p className={style.said}>{t('pairs.not_yours')}</p>
  if (run && isRunning(run)) {
    const part = run.total > 0 ? Math.min(1, run.done / run.total) : 0
    return (
      <div className={style.run} role="status">
        <span className={style.far}>
          {t('pairs.running', { percent: percent(part) })}
          <Progress label={t('pairs.running', { percent: percent(part) })} value={run.done} total={run.total} />
        </span>
        <Button busy={stopping.busy} onClick={stopping.ask}>
          {t('pairs.stop')}
        </Button>
      </div>
    )
  }
  const find = (
    <Button kind={run ? 'line' : 'primary'} icon={ScanSearch} busy={busy} onClick={ask}>
      {t(run ? 'pairs.again' : 'pairs.find')}
    </Button>
  )
  return (
    <>
      {run ? (
        <div className={style.run}>
          <span className={style.far}>{ranSaid(run)}</span>
          {find}
        </div>
      ) : (
        <Empty icon={CopyCheck} title={t('pairs.never')} action={find}>
          {t('pairs.never_help')}
        </Empty>
      )}
      {said && <ErrorBox title={said} />}
      {run && <Skipped entity={entity} run={run} />}
    </>
  )
}

const ranSaid = (run: Run): string =>
  run.state === 'done'
    ? t('pairs.ran', { when: ago(run.at_ms), count: run.read })
    : t(run.state === 'stopped' ? 'pairs.stopped' : 'pairs.failed')

/** What so many share that it tells nothing: a switchboard, an address of all. */
function Skipped({ entity, run }: { entity: Entity; run: Run }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      {run.full && <p className={style.said}>{t('pairs.full')}</p>}
      {run.skipped_all > 0 && (
        <details className={style.skipped} open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>{t('pairs.skipped', { count: run.skipped_all })}</summary>
          {open && (
            <ul>
              {run.skipped.map(({ why, row }) => (
                <li key={`${row.id} ${JSON.stringify(why)}`}>
                  {t('pairs.skipped_line', {
                    why: agreeSaid(entity, [why]).join(' · '),
                    count: why.count,
                    title: row.title,
                  })}
                </li>
              ))}
            </ul>
          )}
        </details>
      )}
    </>
  )
}
