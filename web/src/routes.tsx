import { type ComponentType, lazy } from 'react'
import { match, type PageProps } from './lib/router'
import { withWords } from './lib/words'

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
const territories = () => withWords('rights', withWords('settings', import('./pages/settings/rights/territories/page')))

const segments = () =>
  withWords('rights', withWords('lists', withWords('settings', import('./pages/settings/segments/page'))))

export const routes: readonly Route[] = [
  route('/', () => withWords('home', import('./pages/home'))),
  route('/login', () => withWords('door', import('./pages/door/login')), true),
  route('/setup', () => withWords('door', import('./pages/door/setup')), true),
  route('/reset', () => withWords('door', import('./pages/door/reset')), true),
  route('/invite', () => withWords('door', import('./pages/door/invite')), true),
  route('/offer', () => withWords('offer', import('./pages/offer/page')), true),
  route('/search', () => import('./pages/search')),
  route('/notices', () => import('./pages/notices')),
  route('/me', () => withWords('settings', import('./pages/settings/me'))),
  route('/me/security', () => withWords('door', withWords('settings', import('./pages/settings/me-security')))),
  route('/settings', () => withWords('settings', import('./pages/settings/settings'))),
  route('/settings/company', () => withWords('settings', import('./pages/settings/company'))),
  route('/settings/people', () => withWords('settings', import('./pages/settings/people'))),
  route('/settings/sign-in', () => withWords('settings', import('./pages/settings/sign-in'))),
  route('/settings/rights', () => withWords('rights', withWords('settings', import('./pages/settings/rights/page')))),
  route('/settings/studio', () => withWords('studio', withWords('settings', import('./pages/settings/studio/page')))),
  route('/settings/studio/:entity', () =>
    withWords('studio', withWords('settings', import('./pages/settings/studio/kind-page'))),
  ),
  route('/settings/territories', territories),
  route('/settings/segments', segments),
  route('/settings/retention', () => withWords('access', withWords('settings', import('./pages/settings/retention')))),
  route('/settings/quality', () => withWords('merge', withWords('settings', import('./pages/settings/quality/page')))),
  route('/settings/done', () => withWords('merge', withWords('settings', import('./pages/settings/done/page')))),
  route('/settings/trail', () => withWords('settings', import('./pages/settings/trail'))),
  route('/trash', () => import('./pages/trash')),
  route('/duplicates/:entity', () => withWords('merge', import('./pages/pairs/page'))),
  route('/prices/:entity', () => withWords('prices', import('./pages/prices/page'))),
  route('/import', () => withWords('import', import('./pages/import/imports'))),
  route('/import/:id', () => withWords('import', import('./pages/import/import'))),
  // Their rules are not for a form like any other.
  route('/territory', territories),
  route('/segment', segments),
  route('/:entity', () => withWords('lists', import('./pages/list'))),
  route('/:entity/:id', () => import('./pages/record')),
]

export const findRoute = (path: string): Route | undefined => routes.find((r) => match(r.path, path) !== null)
