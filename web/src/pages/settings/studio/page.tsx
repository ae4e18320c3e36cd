import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { setSearch, usePlace } from '../../../lib/router'
import { t, withWords } from '../../../lib/words'
import { ErrorBox, Skeleton } from '../../../ui/bits'
import { Button } from '../../../ui/button'
import { Tabs } from '../../../ui/tabs'
import { SettingsSheet } from '../settings-sheet'
import { studioQuery } from './api'
import { KindsPart } from './kinds-part'
import { MakingNote } from './making-note'

const NewKind = lazy(() => import('./new-kind').then((m) => ({ default: m.NewKind })))
const HistoryPart = lazy(() => withWords('packs', import('./history-part')).then((m) => ({ default: m.HistoryPart })))
const CarryPart = lazy(() => withWords('packs', import('./carry-part')).then((m) => ({ default: m.CarryPart })))
const PacksPart = lazy(() => withWords('packs', import('./packs/packs-part')).then((m) => ({ default: m.PacksPart })))
const AsideNote = lazy(() => withWords('packs', import('./packs/aside-note')).then((m) => ({ default: m.AsideNote })))

const shows = ['kinds', 'packs', 'history', 'carry'] as const

/** What the company keeps records of, and how it shaped that: for its administrators. */
export function Page() {
  const { search } = usePlace()
  const show = shows.find((s) => s === search.get('show')) ?? 'kinds'
  const { data, error, refetch } = useQuery(studioQuery)
  const [making, setMaking] = useState(false)
  return (
    <SettingsSheet
      title={t('studio.title')}
      padded
      end={
        <Button kind="primary" icon={Plus} onClick={() => setMaking(true)}>
          {t('studio.kind_new')}
        </Button>
      }
      under={
        <Tabs
          label={t('studio.show')}
          panel="studio"
          tabs={shows.map((id) => ({ id, label: t(`studio.show.${id}`) }))}
          selected={show}
          onSelect={(id) => setSearch({ show: id === 'kinds' ? null : id })}
        />
      }
    >
      <div id="studio" role="tabpanel" aria-label={t(`studio.show.${show}`)}>
        {error && <ErrorBox title={error.message} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton rows={10} tall />}
        <MakingNote />
        {data?.aside && data.aside.length > 0 && show !== 'packs' && (
          <Suspense>
            <AsideNote count={data.aside.length} />
          </Suspense>
        )}
        {data && (
          <Suspense fallback={<Skeleton rows={6} />}>
            {show === 'kinds' && <KindsPart studio={data} />}
            {show === 'packs' && <PacksPart studio={data} />}
            {show === 'history' && <HistoryPart />}
            {show === 'carry' && <CarryPart studio={data} />}
          </Suspense>
        )}
      </div>
      {making && (
        <Suspense>
          <NewKind onClose={() => setMaking(false)} />
        </Suspense>
      )}
    </SettingsSheet>
  )
}
