import { useQuery } from '@tanstack/react-query'
import { ChevronRight, Files } from 'lucide-react'
import { useState } from 'react'
import { get } from '../../api/api'
import type { Entity, Row } from '../../api/types'
import { ago, exact } from '../../lib/date'
import { t } from '../../lib/words'
import { Empty, ErrorBox, Skeleton } from '../../ui/bits'
import { Dialog } from '../../ui/dialog'
import type { Kept } from './compare'
import { VersionPart } from './version-part'
import style from './versions.module.css'

interface VersionsDialogProps {
  entity: Entity
  row: Row
  onClose: () => void
}

type Head = Pick<Kept, 'number' | 'at_ms' | 'stage' | 'by'>

/** What somebody outside was shown, each time it was something else; each compared with the one before. */
export function VersionsDialog({ entity, row, onClose }: VersionsDialogProps) {
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['versions', row.entity, row.id, row.version],
    queryFn: ({ signal }) => get<{ rows: Head[] }>(`${row.entity}/${row.id}/versions`, { signal }),
    select: ({ rows }) => rows,
  })
  const [open, setOpen] = useState<number>()
  const shown = open ?? data?.[0]?.number
  const stages = Object.values(entity.pipeline ?? {}).filter(({ keeps }) => keeps)
  return (
    <Dialog title={t('versions.title', { title: row.title })} onClose={onClose} width={640}>
      {error && <ErrorBox title={error.message} onRetry={() => void refetch()} />}
      {isPending && <Skeleton rows={4} />}
      {data?.length === 0 && (
        <Empty icon={Files} title={t('versions.none')}>
          {t('versions.none_help', { stages: stages.map(({ label }) => label).join(', ') })}
        </Empty>
      )}
      <ol className={style.list}>
        {data?.map((one) => (
          <li key={one.number}>
            <button
              type="button"
              className={style.head}
              aria-expanded={shown === one.number}
              onClick={() => setOpen(shown === one.number ? 0 : one.number)}
            >
              <ChevronRight size={16} aria-hidden className="flip" />
              <b>{t('versions.nth', { n: one.number })}</b>
              <span className={style.what} dir="auto">
                {[entity.pipeline?.[one.stage]?.label ?? one.stage, one.by?.title || t('timeline.system')].join(' · ')}
              </span>
              <time dateTime={new Date(one.at_ms).toISOString()} title={exact(one.at_ms)}>
                {ago(one.at_ms)}
              </time>
            </button>
            {shown === one.number && (
              <VersionPart
                entity={entity}
                row={row}
                number={one.number}
                older={data.map((other) => other.number).filter((n) => n < one.number)}
              />
            )}
          </li>
        ))}
      </ol>
    </Dialog>
  )
}
