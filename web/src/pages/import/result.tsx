import { useQueryClient } from '@tanstack/react-query'
import { ArrowRight, Download, RotateCcw, Undo2, Upload } from 'lucide-react'
import { ApiError } from '../../api/api'
import { type Import, importsApi } from '../../api/imports'
import type { Entity, Job } from '../../api/types'
import { number } from '../../lib/fmt'
import { navigate } from '../../lib/router'
import { t } from '../../lib/words'
import { Button } from '../../ui/button'
import { confirm } from '../../ui/confirm'
import { toast } from '../../ui/toast'
import frame from './import.module.css'
import style from './rows.module.css'
import { importKey } from './use-import'

const outcomes = ['created', 'updated', 'skipped', 'refused'] as const

interface ResultProps {
  import: Import
  job: Job | undefined
  entity: Entity
}

/** What became of the rows. */
export function Result({ import: given, job, entity }: ResultProps) {
  const cache = useQueryClient()
  const result = job?.kind === 'undo' ? undefined : (job?.result ?? given.job?.result)
  const refused = result?.refused ?? 0
  const alike = result?.alike ?? 0
  const left = alike > 0 && given.map.on_alike === 'skip'

  const act = async (what: () => Promise<Import>) => {
    try {
      cache.setQueryData(importKey(given.id), await what())
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      toast(error.faults[0]?.text ?? error.message, { tone: 'danger' })
    }
  }
  const undo = async () => {
    const sure = await confirm({
      title: t('import.undo_title', { name: given.name }),
      text: t('import.undo_text'),
      action: t('import.undo'),
      danger: true,
    })
    if (sure) await act(() => importsApi.undo(given.id))
  }
  return (
    <>
      <h2 className={frame.big}>
        {t(given.state === 'undone' ? 'import.undone' : given.state === 'failed' ? 'import.broke_off' : 'import.done')}
      </h2>
      {result && (
        <dl className={style.figures}>
          {outcomes.map((name) => (
            <div key={name} data-some={(name === 'refused' && refused > 0) || undefined}>
              <dt>{t(`import.result.${name}`)}</dt>
              <dd className="num">{number(result[name] ?? 0)}</dd>
            </div>
          ))}
        </dl>
      )}
      {alike > 0 && (
        <p className={style.refused}>
          {t('import.alike_done', { count: alike })}{' '}
          {given.map.on_alike === 'review' && (
            <a className="link" href={`/duplicates/${entity.name}`}>
              {t('import.alike_look')}
            </a>
          )}
        </p>
      )}
      {(refused > 0 || left) && (
        <p className={style.refused}>
          {refused > 0 && t('import.refused_help')}{' '}
          <a className="link" href={importsApi.refused(given.id)} download>
            <Download size={14} aria-hidden /> {t(left ? 'import.left_file' : 'import.refused_file')}
          </a>
        </p>
      )}
      <div className={frame.buttons}>
        {given.state !== 'undone' && (
          <Button kind="primary" onClick={() => navigate(`/${entity.name}?sort=-updated_ms`)}>
            {t('import.show', { entities: entity.label[1] })}
            <ArrowRight size={16} aria-hidden className="flip" />
          </Button>
        )}
        <Button icon={Upload} onClick={() => navigate(`/import?entity=${entity.name}`)}>
          {t('import.another')}
        </Button>
        {given.state === 'undone' ? (
          <Button icon={RotateCcw} onClick={() => void act(() => importsApi.change(given.id, { map: given.map }))}>
            {t('import.again')}
          </Button>
        ) : (
          <Button icon={Undo2} onClick={() => void undo()}>
            {t('import.undo')}
          </Button>
        )}
      </div>
    </>
  )
}
