import type { QueryClient } from '@tanstack/react-query'
import { ApiError, api } from '../api/api'
import { forgetEyes } from '../api/eyes'
import type { Fault, Me } from '../api/types'
import { t } from '../lib/words'
import { meQuery, wholeMe } from '../meta/use-meta'
import { dropDrafts } from '../record/kept-draft'
import { offerUndo } from '../store/undo'
import { toast } from '../ui/toast'
import { forgetRecent } from './palette/recent'
import { applyMe } from './person'

const kept = 'kith.me.before'

function put(cache: QueryClient, me: Me): void {
  applyMe(me)
  cache.setQueryData(meQuery.queryKey, me)
}

/** Saves how the person reads; it holds at once and can be undone. Answers the faults of a refused change. */
export async function changeMe(cache: QueryClient, me: Me, change: Partial<Me>): Promise<Fault[]> {
  const names = Object.keys(change) as (keyof Me)[]
  const before = Object.fromEntries(names.map((name) => [name, me[name]])) as Partial<Me>
  const speaks = change.language !== undefined && change.language !== me.language
  // Looks change under the finger; what formats and words need waits for the server.
  if (!speaks) put(cache, { ...me, ...change })
  try {
    const stored = wholeMe(await api.changeMe(change))
    if (speaks) {
      // Words, direction and React Aria's sentences all change: starting anew is the honest way.
      sessionStorage.setItem(kept, JSON.stringify(before))
      applyMe(stored)
      location.reload()
      return []
    }
    put(cache, stored)
    offerUndo({
      done: t('me.saved'),
      undo: async () => put(cache, wholeMe(await api.changeMe(before))),
    })
    return []
  } catch (error) {
    put(cache, me)
    if (!(error instanceof ApiError)) throw error
    toast(error.faults[0]?.text ?? error.message, { tone: 'danger' })
    return error.faults
  }
}

/** After a change of language the page began anew: the offer to undo comes with it. */
export function offerUndoOfLanguage(cache: QueryClient, me: Me): void {
  const before = sessionStorage.getItem(kept)
  if (!before) return
  sessionStorage.removeItem(kept)
  offerUndo({ done: t('me.saved'), undo: () => changeMe(cache, me, JSON.parse(before) as Partial<Me>) })
}

/** Nothing of the one before stays in this browser. */
export async function signOut(): Promise<void> {
  forgetEyes()
  await api.logout().catch(() => {})
  forgetRecent()
  dropDrafts()
  sessionStorage.clear()
  location.assign('/login')
}
