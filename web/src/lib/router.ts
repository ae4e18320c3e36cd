import { useSyncExternalStore } from 'react'

/** The place is the URL and nothing else: path, search and history state. */
export interface Place {
  path: string
  search: URLSearchParams
  state: unknown
}

type NavigateOptions = { replace?: boolean; state?: unknown /** keep the scroll position */; still?: boolean }

const listeners = new Set<() => void>()
let place: Place | undefined

const read = (): Place => ({
  path: location.pathname,
  search: new URLSearchParams(location.search),
  state: history.state,
})

/** What was searched last at each path of this tab: the way back to a list leads to where one was in it. */
const searches = new Map<string, string>()

function changed(): void {
  place = read()
  searches.set(place.path, location.search)
  for (const tell of listeners) tell()
}

export const here = (): Place => {
  if (!place) changed()
  return place!
}

/** "?sort=name" as it was when one was last at `path`; empty when one was never there. */
export const lastSearch = (path: string): string => searches.get(path) ?? ''

/** Answers whether the page may be left: something on it is not stored yet. */
type Ask = () => Promise<boolean>
let askFirst: Ask | undefined

/** Asks before another page takes the place of this one, or the browser goes. Answers how to stop asking. */
export function askBeforeLeaving(ask: Ask): () => void {
  // The browser has its own words for it, in the language of the system.
  const beforeUnload = (event: BeforeUnloadEvent) => event.preventDefault()
  window.addEventListener('beforeunload', beforeUnload)
  askFirst = ask
  return () => {
    window.removeEventListener('beforeunload', beforeUnload)
    askFirst = undefined
  }
}

function ifMayLeave(go: () => void): void {
  void askFirst?.().then((yes) => {
    if (!yes) return
    askFirst = undefined
    go()
  })
}

/** Back and forward have gone before anybody can be asked: the place is put back, and gone to once more after a yes. */
function popped(): void {
  if (!askFirst || location.pathname === place?.path) {
    changed()
    return
  }
  const { path, search, state } = here()
  history.pushState(state, '', `${path}?${search}`.replace(/\?$/, ''))
  ifMayLeave(() => history.back())
}

export function navigate(to: string, options: NavigateOptions = {}): void {
  const leaves = askFirst && new URL(to, location.href).pathname !== here().path
  if (leaves) ifMayLeave(() => go(to, options))
  else go(to, options)
}

function go(to: string, { replace = false, state = null, still = false }: NavigateOptions): void {
  if (replace) history.replaceState(state, '', to)
  else history.pushState(state, '', to)
  changed()
  if (!still) window.scrollTo(0, 0)
}

export const back = (fallback: string): void =>
  history.length > 1 ? history.back() : navigate(fallback, { replace: true })

function subscribe(tell: () => void): () => void {
  if (listeners.size === 0) window.addEventListener('popstate', popped)
  listeners.add(tell)
  return () => {
    listeners.delete(tell)
    if (listeners.size === 0) window.removeEventListener('popstate', popped)
  }
}

export const usePlace = (): Place => useSyncExternalStore(subscribe, here)

/** Search parameters with some changed; null or '' takes one away. */
export function searchWith(change: Record<string, string | null | undefined>, from = here().search): string {
  const next = new URLSearchParams(from)
  for (const [key, value] of Object.entries(change)) {
    if (value === null || value === undefined || value === '') next.delete(key)
    else next.set(key, value)
  }
  const text = next.toString()
  return text ? `?${text}` : ''
}

/** Change search parameters of the place we are at, without a new step in the history unless `push`. */
export function setSearch(change: Record<string, string | null | undefined>, push = false): void {
  navigate(here().path + searchWith(change), { replace: !push, state: history.state, still: true })
}

export type Params = Record<string, string>

/** What every page is given. */
export interface PageProps {
  params: Params
}

/** "/:entity/:id" against "/deal/42": {entity: 'deal', id: '42'}; null when it does not fit. */
export function match(pattern: string, path: string): Params | null {
  const want = pattern.split('/').filter(Boolean)
  const have = path.split('/').filter(Boolean)
  if (want.length !== have.length) return null
  const params: Params = {}
  for (const [i, word] of want.entries()) {
    const part = decodeURIComponent(have[i]!)
    if (word.startsWith(':')) params[word.slice(1)] = part
    else if (word !== part) return null
  }
  return params
}
