import { useState } from 'react'
import { t } from '../lib/words'
import { ApiError } from './api'

/** What a refusal says to whoever asked: the server's own words where it has some. */
export const saidBy = (refused: ApiError): string =>
  refused.faults[0]?.text ?? (refused.passing ? t('error.no_server') : refused.message)

/** Asks the server one thing for a form: whether that is under way, and what it refused. */
export function useAsk(run: () => Promise<unknown>) {
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<ApiError>()
  const ask = async () => {
    setBusy(true)
    setRefused(undefined)
    try {
      await run()
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason
      setRefused(reason)
    } finally {
      setBusy(false)
    }
  }
  return { ask: () => void ask(), busy, refused, said: refused && saidBy(refused) }
}
