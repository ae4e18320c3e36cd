import { type ComponentType, lazy } from 'react'
import { match, type PageProps } from './lib/router'

type Module = { Page: ComponentType<PageProps> }

export interface Route {
  path: string
  /** no session needed, no frame around it */
  open: boolean
  load: () => Promise<Module>
  Page: ComponentType<PageProps>
}

function route(path: string, load: () => Promise<Module>, open = false): Route {
  return { path, open, load, Page: lazy(() => load().then(({ Page }) => ({ default: Page }))) }
}

/** The places of the app. Fixed words go before the names of entities. */
export const routes: readonly Route[] = [
  route('/', () => import('./pages/home')),
  route('/login', () => import('./pages/login'), true),
  route('/setup', () => import('./pages/setup'), true),
  route('/search', () => import('./pages/search')),
  route('/notices', () => import('./pages/notices')),
  route('/me', () => import('./pages/me')),
  route('/trash', () => import('./pages/trash')),
  route('/import', () => import('./pages/import/imports')),
  route('/import/:id', () => import('./pages/import/import')),
  route('/:entity', () => import('./pages/list')),
  route('/:entity/:id', () => import('./pages/record')),
]

export const findRoute = (path: string): Route | undefined => routes.find((r) => match(r.path, path) !== null)
