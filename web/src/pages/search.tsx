import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Search } from 'lucide-react'
import { useEffect, useState } from 'react'
import { api } from '../api/api'
import { number } from '../lib/fmt'
import { setSearch, usePlace } from '../lib/router'
import { t } from '../lib/words'
import { isPerson, useMeta } from '../meta/use-meta'
import { PageSheet } from '../shell/page-sheet'
import { prefetchRow } from '../store/use-record'
import { Avatar, Empty, ErrorBox, Pill, Skeleton } from '../ui/bits'
import { Link } from '../ui/link'
import { TextField } from '../ui/text-field'
import style from './search.module.css'

const most = 50

/** Everything that is found, by kind: people first. */
export function Page() {
  const { search } = usePlace()
  const { entities } = useMeta()
  const asked = search.get('q') ?? ''
  const [typed, setTyped] = useState(asked)

  useEffect(() => {
    const timer = setTimeout(() => setSearch({ q: typed.trim() }), 150)
    return () => clearTimeout(timer)
  }, [typed])

  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['search', asked, most],
    queryFn: ({ signal }) => api.search(asked, most, signal),
    enabled: asked !== '',
    placeholderData: keepPreviousData,
  })
  const hits = asked ? (data?.hits ?? []) : []
  const kinds = [...new Set(hits.map((h) => h.entity))].sort((a, b) => Number(isPerson(b)) - Number(isPerson(a)))

  return (
    <PageSheet title={t('nav.search')} count={hits.length ? number(hits.length) : undefined} padded>
      <div className={style.page}>
        <TextField
          type="search"
          label={t('nav.search')}
          hideLabel
          placeholder={t('palette.placeholder')}
          value={typed}
          onChange={setTyped}
          autoFocus
          autoComplete="off"
          enterKeyHint="search"
        />
        <p className="sr" role="status">
          {asked && !isFetching ? t('search.found', { count: hits.length }) : ''}
        </p>
        {error && <ErrorBox title={error.message} onRetry={() => void refetch()} />}
        {asked && !data && isFetching && <Skeleton rows={6} />}
        {asked && data && !isFetching && hits.length === 0 && (
          <Empty icon={Search} title={t('ui.nothing_found')}>
            {t('search.hint')}
          </Empty>
        )}
        {!asked && (
          <Empty icon={Search} title={t('search.begin')}>
            {t('search.hint')}
          </Empty>
        )}
        {kinds.map((kind) => {
          const entity = entities[kind]
          const badges = entity?.fields[entity.face.badge ?? '']?.of
          return (
            <section key={kind} className={style.kind}>
              <h2>{entity?.label[1] ?? kind}</h2>
              <ul>
                {hits
                  .filter((h) => h.entity === kind)
                  .map((hit) => (
                    <li key={hit.id}>
                      <Link to={`/${kind}/${hit.id}`} className={style.hit} onAhead={() => prefetchRow(kind, hit.id)}>
                        <Avatar name={hit.title} person={isPerson(kind)} size="normal" />
                        <span className={style.text}>
                          <strong dir="auto">{hit.title}</strong>
                          {hit.under && <small dir="auto">{hit.under}</small>}
                        </span>
                        {hit.badge && badges?.[hit.badge] && (
                          <Pill hue={badges[hit.badge]?.hue}>{badges[hit.badge]?.label}</Pill>
                        )}
                      </Link>
                    </li>
                  ))}
              </ul>
            </section>
          )
        })}
      </div>
    </PageSheet>
  )
}
