import { useQueryClient } from '@tanstack/react-query'
import { ApiError, put } from '../../api/api'
import type { Fault } from '../../api/types'
import { t } from '../../lib/words'
import { offerUndo } from '../../store/undo'
import { toast } from '../../ui/toast'

export interface Policy {
  /** a session nobody used so long has ended */
  idle_minutes: number
  /** and one that is so old */
  session_hours: number
  /** letters of a new password */
  password_min: number
  /** so many records, read by one person within an hour, raise the alarm; 0: none do */
  read_alarm: number
  /** keys of roles that must have a second factor; "*": everybody */
  second_factor: string[]
}

export const policyKey = ['security']

/** Stores a change at once, with a way back. The server takes the whole and not a part. */
export function useChangePolicy(policy: Policy) {
  const cache = useQueryClient()
  const store = async (next: Policy) => {
    cache.setQueryData(policyKey, next)
    await put('security', next).finally(() => cache.invalidateQueries({ queryKey: policyKey }))
    void cache.invalidateQueries({ queryKey: ['meta'] })
  }
  return async (change: Partial<Policy>): Promise<Fault[]> => {
    try {
      await store({ ...policy, ...change })
      offerUndo({ done: t('policy.saved'), undo: () => store(policy) })
      return []
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason
      toast(reason.faults[0]?.text ?? reason.message, { tone: 'danger' })
      return reason.faults
    }
  }
}
