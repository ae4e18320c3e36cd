import { Gauge } from 'lucide-react'
import { ApiError } from '../../../api/api'
import type { Entity } from '../../../api/types'
import { saidBy } from '../../../api/use-ask'
import { setSearch, usePlace } from '../../../lib/router'
import { t } from '../../../lib/words'
import { useMeta } from '../../../meta/use-meta'
import { Empty, ErrorBox, Skeleton } from '../../../ui/bits'
import { Select } from '../../../ui/lazy'
import { SettingsSheet } from '../settings-sheet'
import { NotYet, OnTheMove } from './making'
import style from './quality.module.css'
import { ReportTable } from './report-table'
import { isComing, useReport } from './use-report'

/** How good the data are, a kind at a time: by owner what is missing, doubtful and stale, and the way to each. */
export function Page() {
  const kinds = Object.values(useMeta().entities)
    .filter((entity) => entity.quality)
    .sort((a, b) => (a.order ?? 99) - (b.order ?? 99))
  const asked = usePlace().search.get('entity')
  const entity = kinds.find(({ name }) => name === asked) ?? kinds[0]
  return (
    <SettingsSheet
      title={t('settings.quality')}
      padded
      reads
      end={
        entity && (
          <Select
            label={t('quality.kind')}
            hideLabel
            className={style.picker}
            options={kinds.map(({ name, label }) => ({ id: name, label: label[1] }))}
            value={entity.name}
            onChange={(name) => setSearch({ entity: name, sort: null })}
          />
        )
      }
    >
      {entity ? <Report key={entity.name} entity={entity} /> : <Empty icon={Gauge} title={t('quality.no_kinds')} />}
    </SettingsSheet>
  )
}

function Report({ entity }: { entity: Entity }) {
  const { data, error, isPending, refetch } = useReport(entity.name)
  if (isComing(error)) return <NotYet making={null} />
  if (error)
    return <ErrorBox title={error instanceof ApiError ? saidBy(error) : error.message} onRetry={() => void refetch()} />
  if (isPending) return <Skeleton rows={6} tall />
  const { all, rows = [] } = data
  if (all === null) return <NotYet making={data.making} />
  if (all.records === 0)
    return (
      <Empty icon={Gauge} title={t('quality.none')}>
        {t('quality.none_help')}
      </Empty>
    )
  return (
    <div className={style.page}>
      {data.old && <OnTheMove making={data.making} />}
      {data.whole === false && <p role="status">{t('quality.part')}</p>}
      <ReportTable entity={entity} all={all} rows={rows} />
    </div>
  )
}
