import { lazy, Suspense } from 'react'
import type { Import } from '../../api/imports'
import { navigate, type PageProps, setSearch, usePlace } from '../../lib/router'
import { t } from '../../lib/words'
import { useEntity } from '../../meta/use-meta'
import { PageSheet } from '../../shell/page-sheet'
import { ErrorBox, Skeleton } from '../../ui/bits'
import { Held } from '../../ui/held'
import { MatchStation } from './match-station'
import { type Station, Stations } from './stations'
import { useImport } from './use-import'

const CheckStation = lazy(() => import('./check-station').then((m) => ({ default: m.CheckStation })))
const RunStation = lazy(() => import('./run-station').then((m) => ({ default: m.RunStation })))

/** One import, at the station it has reached. */
export function Page({ params }: PageProps) {
  const { data, error, refetch } = useImport(params.id ?? '')
  if (error) {
    return (
      <PageSheet title={t('nav.import')} padded>
        <ErrorBox title={error.message} onRetry={() => void refetch()} />
      </PageSheet>
    )
  }
  if (!data) {
    return (
      <PageSheet title={t('nav.import')} padded>
        <Skeleton rows={8} />
      </PageSheet>
    )
  }
  return <Loaded import={data} />
}

function Loaded({ import: given }: { import: Import }) {
  const entity = useEntity(given.entity)
  const { search } = usePlace()
  const at: Station = given.state !== 'mapping' ? 'run' : search.get('at') === 'check' ? 'check' : 'match'
  const go = (station: Station) =>
    station === 'file' ? navigate(`/import?entity=${given.entity}`) : setSearch({ at: station }, true)
  if (!entity) return <ErrorBox title={t('page.unknown')} />
  return (
    <PageSheet
      title={given.name || t('nav.import')}
      count={entity.label[1]}
      under={<Stations at={at} onGo={at === 'run' ? undefined : go} />}
    >
      <Held>
        {at === 'match' && (
          <MatchStation key={given.entity} import={given} entity={entity} onNext={() => go('check')} />
        )}
        <Suspense fallback={<Skeleton rows={8} />}>
          {at === 'check' && <CheckStation import={given} entity={entity} onBack={() => go('match')} />}
          {at === 'run' && <RunStation import={given} entity={entity} />}
        </Suspense>
      </Held>
    </PageSheet>
  )
}
