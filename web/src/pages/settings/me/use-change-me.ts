import { useQueryClient } from '@tanstack/react-query'
import type { Fault, Me } from '../../../api/types'
import { useMe } from '../../../meta/use-meta'
import { changeMe } from '../../../shell/change-me'

/** Saves a change of the person's own settings. */
export function useChangeMe(): (change: Partial<Me>) => Promise<Fault[]> {
  const me = useMe()
  const cache = useQueryClient()
  return (change) => changeMe(cache, me, change)
}
