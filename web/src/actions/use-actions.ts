import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { match, usePlace } from '../lib/router'
import { useMe, useMeta } from '../meta/use-meta'
import { actionsFor } from '.'
import type { Action } from './action'

/** What can be done from here. */
export function useActions(): Action[] {
  const me = useMe()
  const meta = useMeta()
  const cache = useQueryClient()
  const { path } = usePlace()
  return useMemo(() => {
    const at = match('/:entity/:id', path)
    const record = at && meta.entities[at.entity ?? ''] ? { entity: at.entity!, id: at.id! } : undefined
    return actionsFor({ me, meta, cache, path, record })
  }, [me, meta, cache, path])
}
