import type { QueryClient } from '@tanstack/react-query'
import { ApiError } from '../../../api/api'
import { saidBy } from '../../../api/use-ask'
import { isolated } from '../../../lib/text'
import { t } from '../../../lib/words'
import { toast } from '../../../ui/toast'
import { studio, studioKey } from './api'

/** Takes one change of the structure back; what stands on it forbids that, and is said. */
export async function undoChange(cache: QueryClient, id: string): Promise<boolean> {
  try {
    await studio.undo(id)
    toast(t('studio.undone'))
    return true
  } catch (reason) {
    if (!(reason instanceof ApiError)) throw reason
    toast(isolated(saidBy(reason)), { tone: 'danger' })
    return false
  } finally {
    for (const queryKey of [studioKey, ['meta']]) void cache.invalidateQueries({ queryKey: [...queryKey] })
  }
}

/** Says that it is saved, with the way back. */
export function offerUndo(cache: QueryClient, change: string): void {
  toast(t('studio.saved'), { action: { label: t('studio.undo'), run: () => void undoChange(cache, change) } })
}
