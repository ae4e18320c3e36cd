import { useQueryClient } from '@tanstack/react-query'
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react'
import { useActions } from '../actions/use-actions'
import { eyes } from '../api/eyes'
import { onHappening, openStream } from '../api/stream'
import { useShortcuts } from '../lib/keys'
import { match, usePlace } from '../lib/router'
import { t } from '../lib/words'
import { useMe, useMeta } from '../meta/use-meta'
import { CreateDialogs } from '../record/create-dialog'
import { MergeHost } from '../record/merge/merge-host'
import { Peek } from '../record/peek'
import { followOthers } from '../store/live'
import { Confirms } from '../ui/confirm'
import { Toaster } from '../ui/toaster'
import { Tooltips } from '../ui/tooltips'
import { BottomBar } from './bottom-bar'
import { offerUndoOfLanguage } from './change-me'
import { Conflicts } from './conflicts'
import { Nav } from './nav'
import { OfflineBar } from './offline-bar'
import { OverlaysHost } from './overlays-host'
import { remember } from './palette/recent'
import style from './shell.module.css'

const EyesBar = lazy(() => import('./eyes-bar').then((m) => ({ default: m.EyesBar })))

const foldedKey = 'kith.nav.folded'

/** The frame: navigation at the start side, the page on one sheet. */
export function Shell({ children }: { children: ReactNode }) {
  const [folded, setFolded] = useState(localStorage.getItem(foldedKey) === '1')
  const cache = useQueryClient()

  const fold = () => {
    localStorage.setItem(foldedKey, folded ? '0' : '1')
    setFolded(!folded)
  }

  const withKeys = useActions().flatMap(({ keys, label, run }) => (keys ? [{ keys, label, run }] : []))
  useShortcuts([...withKeys, { keys: 'BracketLeft', label: t('nav.fold'), run: fold }])

  const me = useMe()
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the app has begun
  useEffect(() => offerUndoOfLanguage(cache, me), [])

  const { entities } = useMeta()
  const { path } = usePlace()
  useEffect(() => {
    const at = match('/:entity/:id', path)
    if (at && entities[at.entity ?? '']) remember(at.entity!, at.id!)
  }, [path, entities])

  useEffect(() => {
    // The line of this browser is one's own: other eyes do without it.
    const close = eyes() ? () => {} : openStream()
    const unfollow = followOthers()
    const unlisten = onHappening(({ event }) => {
      if (event === 'meta') void cache.invalidateQueries({ queryKey: ['meta'] })
      if (event === 'reset') void cache.invalidateQueries()
    })
    return () => {
      close()
      unfollow()
      unlisten()
    }
  }, [cache])

  return (
    <div className={style.shell} data-folded={folded || undefined}>
      <a className={style.skip} href="#main">
        {t('nav.skip')}
      </a>
      <Nav folded={folded} onFold={fold} />
      <main id="main" className={style.main} tabIndex={-1}>
        {eyes() && (
          <Suspense>
            <EyesBar />
          </Suspense>
        )}
        <OfflineBar />
        {children}
        <Peek />
      </main>
      <CreateDialogs />
      <MergeHost />
      <BottomBar />
      <Toaster />
      <Tooltips />
      <Confirms />
      <Conflicts />
      <OverlaysHost />
    </div>
  )
}
