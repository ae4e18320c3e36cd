import { useQueryClient } from '@tanstack/react-query'
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react'
import { onHappening, openStream } from '../api/stream'
import { useShortcuts } from '../lib/keys'
import { t } from '../lib/words'
import { followOthers } from '../store/live'
import { undoLast } from '../store/undo'
import { Confirms } from '../ui/confirm'
import { Toaster } from '../ui/toaster'
import { Tooltips } from '../ui/tooltips'
import { BottomBar } from './bottom-bar'
import { Conflicts } from './conflicts'
import { Nav } from './nav'
import { OfflineBar } from './offline-bar'
import { openPalette } from './palette'
import style from './shell.module.css'

const ShortcutSheet = lazy(() => import('./shortcut-sheet').then((m) => ({ default: m.ShortcutSheet })))
const foldedKey = 'kith.nav.folded'

/** The frame: navigation at the start side, the page on one sheet. */
export function Shell({ children }: { children: ReactNode }) {
  const [folded, setFolded] = useState(localStorage.getItem(foldedKey) === '1')
  const [sheet, setSheet] = useState(false)
  const cache = useQueryClient()

  const fold = () => {
    localStorage.setItem(foldedKey, folded ? '0' : '1')
    setFolded(!folded)
  }

  useShortcuts([
    { keys: 'Ctrl+KeyK', label: t('keys.palette'), run: openPalette },
    { keys: 'Ctrl+KeyZ', label: t('undo.undo'), run: undoLast },
    { keys: 'Shift+Slash', label: t('keys.sheet'), run: () => setSheet(true) },
    { keys: 'BracketLeft', label: t('nav.fold'), run: fold },
  ])

  useEffect(() => {
    const close = openStream()
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
        <OfflineBar />
        {children}
      </main>
      <BottomBar />
      <Toaster />
      <Tooltips />
      <Confirms />
      <Conflicts />
      {sheet && (
        <Suspense>
          <ShortcutSheet onClose={() => setSheet(false)} />
        </Suspense>
      )}
    </div>
  )
}
