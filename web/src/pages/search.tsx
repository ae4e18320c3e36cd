import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Archive, History, Search, X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useState } from 'react'
import { api } from '../api/api'
import type { Hit } from '../api/found'
import { number } from '../lib/fmt'
import { setSearch, usePlace } from '../lib/router'
import { t } from '../lib/words'
import { hintsFor } from '../meta/narrow'
import { isPerson, useMeta } from '../meta/use-meta'
import { PageSheet } from '../shell/page-sheet'
import { forgetSearch, forgetSearches, rememberSearch, searches } from '../shell/palette/searches'
import { prefetchRow } from '../store/use-record'
import { Avatar, Empty, ErrorBox, Pill, Skeleton } from '../ui/bits'
import { Button, IconButton } from '../ui/button'
import { Called } from '../ui/called'
import { Link } from '../ui/link'
import { Marked } from '../ui/marked'
import { TextField } from '../ui/text-field'
import { WithArchived } from '../views/with-archived'
import style from './search.module.css'

const most = 50

/** The arrows walk from the field through the hits, and back. */
function walk(event: KeyboardEvent<HTMLElement>) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (step === undefined || event.ctrlKey || event.metaKey || event.altKey || event.nativeEvent.isComposing) return
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('input, [data-hit]')]
  const to = stops[stops.indexOf(document.activeElement as HTMLElement) + step]
  if (!to) return
  event.preventDefault()
  to.focus()
}

/** Everything that is found, by kind: the kind of the best hit first. */
export function Page() {
  const { search } = usePlace()
  const { entities } = useMeta()
  const asked = search.get('q') ?? ''
  const archived = search.get('archived') === 'only' ? 'only' : undefined
  const [typed, setTyped] = useState(asked)

  useEffect(() => {
    const timer = setTimeout(() => setSearch({ q: typed.trim() }), 150)
    return () => clearTimeout(timer)
  }, [typed])

  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['search', asked, most, archived],
    queryFn: ({ signal }) => api.search(asked, most, signal, archived),
    enabled: asked !== '',
    placeholderData: keepPreviousData,
  })
  const hits = asked ? (data?.hits ?? []) : []
  const meant = asked ? data?.meant : undefined
  const kinds = [...new Set(hits.map((h) => h.entity))]
  const hints = hintsFor(entities, typed)

  return (
    <PageSheet title={t('nav.search')} count={hits.length ? number(hits.length) : undefined} padded>
      <div className={style.page} onKeyDown={walk}>
        <TextField
          type="search"
          label={t('nav.search')}
          hideLabel
          placeholder={t('palette.placeholder')}
          value={typed}
          onChange={setTyped}
          onKeyDown={(event) => event.key === 'Enter' && rememberSearch(typed)}
          autoFocus
          autoComplete="off"
          enterKeyHint="search"
        />
        {hints.length > 0 && (
          <div className={style.hints} role="group" aria-label={t('palette.narrow')}>
            {hints.map((hint) => (
              <Button key={hint.typed} onClick={() => setTyped(hint.typed)}>
                {hint.label}
              </Button>
            ))}
          </div>
        )}
        <p className={meant ? style.meant : 'sr'} role="status">
          {meant && !isFetching ? `${t('search.meant', { words: meant })} ` : ''}
          <span className="sr">{asked && !isFetching ? t('search.found', { count: hits.length }) : ''}</span>
        </p>
        {error && <ErrorBox title={error.message} onRetry={() => void refetch()} />}
        {asked && !data && isFetching && <Skeleton rows={6} />}
        {asked && data && !isFetching && hits.length === 0 && (
          <Empty icon={Search} title={t('ui.nothing_found')}>
            {t('search.hint')}
          </Empty>
        )}
        {!asked && <Lately onPick={setTyped} />}
        {archived && <WithArchived only onOff={() => setSearch({ archived: null })} />}
        {!!data?.archived && asked && (
          <Button kind="ghost" icon={Archive} onClick={() => setSearch({ archived: 'only' })}>
            {t('archive.more', { count: data.archived })}
          </Button>
        )}
        {kinds.map((kind) => (
          <section key={kind} className={style.kind}>
            <h2>{entities[kind]?.label[1] ?? kind}</h2>
            <ul>
              {hits
                .filter((h) => h.entity === kind)
                .map((hit) => (
                  <li key={hit.id}>
                    <Line hit={hit} asked={meant ?? asked} onOpen={() => rememberSearch(asked)} />
                  </li>
                ))}
            </ul>
          </section>
        ))}
      </div>
    </PageSheet>
  )
}

/** A hit, the words marked; where they are not in its title, the field that has them. */
function Line({ hit, asked, onOpen }: { hit: Hit; asked: string; onOpen: () => void }) {
  const entity = useMeta().entities[hit.entity]
  const badge = hit.badge ? entity?.fields[entity.face.badge ?? '']?.of?.[hit.badge] : undefined
  return (
    <Link
      to={`/${hit.entity}/${hit.id}`}
      className={style.hit}
      data-hit
      onClick={onOpen}
      onAhead={() => prefetchRow(hit.entity, hit.id)}
    >
      <Avatar name={hit.title} person={isPerson(hit.entity)} size="normal" />
      <span className={style.text}>
        <Called of={hit} className={style.title}>
          <Marked text={hit.title} asked={asked} />
        </Called>
        {hit.under && <small dir="auto">{hit.under}</small>}
        {hit.why && (
          <small className={style.why}>
            {entity?.fields[hit.why.field]?.label}:{' '}
            <bdi>
              <Marked text={hit.why.text} asked={asked} />
            </bdi>
          </small>
        )}
      </span>
      {badge && <Pill hue={badge.hue}>{badge.label}</Pill>}
    </Link>
  )
}

/** Nothing is asked yet: what was searched lately, to be asked again or forgotten. */
function Lately({ onPick }: { onPick: (words: string) => void }) {
  const [list, setList] = useState(searches)
  if (list.length === 0)
    return (
      <Empty icon={Search} title={t('search.begin')}>
        {t('search.hint')}
      </Empty>
    )
  return (
    <section className={style.kind}>
      <h2>{t('palette.searches')}</h2>
      <ul>
        {list.map((words) => (
          <li key={words} className={style.lately}>
            <button type="button" className={style.hit} data-hit onClick={() => onPick(words)}>
              <History size={16} strokeWidth={1.75} aria-hidden />
              <span className={style.text} dir="auto">
                {words}
              </span>
            </button>
            <IconButton
              icon={X}
              label={t('search.forget', { words })}
              small
              onClick={() => {
                forgetSearch(words)
                setList(searches())
              }}
            />
          </li>
        ))}
      </ul>
      <Button
        kind="ghost"
        onClick={() => {
          forgetSearches()
          setList([])
        }}
      >
        {t('search.forget_all')}
      </Button>
      <p className={style.hint}>{t('search.hint')}</p>
    </section>
  )
}
