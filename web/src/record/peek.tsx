import { lazy, Suspense, useEffect } from 'react'
import { setSearch, usePlace } from '../lib/router'
import { useMeta } from '../meta/use-meta'

const PeekPanel = lazy(() => import('./peek-panel').then((m) => ({ default: m.PeekPanel })))

/** "entity:id" beside whatever page is open; the place says so: ?peek=deal:42 */
export const openPeek = (entity: string, id: string): void => setSearch({ peek: `${entity}:${id}` })
export const closePeek = (): void => setSearch({ peek: null })

/** Stands once in the shell. */
export function Peek() {
  const { search, path } = usePlace()
  const { entities } = useMeta()
  const [name = '', id = ''] = (search.get('peek') ?? '').split(':')
  const entity = entities[name]
  const open = entity !== undefined && id !== '' && path !== `/${name}/${id}`
  useEffect(() => {
    // The page behind makes room (peek.module.css): its last columns stay in reach.
    if (open) document.documentElement.dataset.peek = ''
    else delete document.documentElement.dataset.peek
  }, [open])
  if (!open || !entity) return null
  return (
    <Suspense>
      <PeekPanel entity={entity} id={id} />
    </Suspense>
  )
}
