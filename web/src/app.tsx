import { QueryClientProvider, useQuery } from '@tanstack/react-query'
import { Suspense, useEffect } from 'react'
import { I18nProvider } from 'react-aria-components/I18nProvider'
import { match, usePlace } from './lib/router'
import { ariaLocale } from './lib/settings'
import { t } from './lib/words'
import { MeContext, MetaContext, meQuery, metaQuery } from './meta/use-meta'
import { findRoute } from './routes'
import { Boundary } from './shell/boundary'
import { applySite } from './shell/person'
import { Shell } from './shell/shell'
import { client } from './start'
import { Empty, ErrorBox, Skeleton } from './ui/bits'

/** The page of the place we are at. */
function Place() {
  const { path } = usePlace()
  const route = findRoute(path)
  if (!route) return <Empty title={t('page.unknown')} />
  // A record is a page of its own: another id starts anew, another search does not.
  return (
    <Boundary key={path}>
      <Suspense fallback={<Skeleton rows={6} />}>
        <route.Page key={path} params={match(route.path, path) ?? {}} />
      </Suspense>
    </Boundary>
  )
}

function Inside() {
  const { data: me } = useQuery(meQuery)
  const { data: meta } = useQuery(metaQuery)
  useEffect(() => {
    if (meta) applySite(meta)
  }, [meta])
  return (
    <MeContext value={me}>
      <MetaContext value={meta}>
        <Shell>
          <Place />
        </Shell>
      </MetaContext>
    </MeContext>
  )
}

export function App({ signedIn = false, error }: { signedIn?: boolean; error?: unknown }) {
  if (error) return <ErrorBox title={t('error.no_server')} onRetry={() => location.reload()} />
  return (
    <I18nProvider locale={ariaLocale()}>
      <QueryClientProvider client={client}>{signedIn ? <Inside /> : <Place />}</QueryClientProvider>
    </I18nProvider>
  )
}
