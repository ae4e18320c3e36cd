import { useState } from 'react'
import { t } from '../lib/words'
import { ApiError } from './api'

/** What a refusal says to whoever asked: the server's own words where it has some. */
export const saidBy = (refused: ApiError): string =>
  refused.faults[0]?.text ?? (refused.passing ? t('error.no_server') : refused.message)

/** What something else than the server refused, the browser or a device, in words for a person. */
export class Refused extends Error {}

/** Asks the server one thing for a form: whether that is under way, and what it refused. */
export function useAsk(run: () => Promise<unknown>) {
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<ApiError | Refused>()
  const ask = async () => {
    setBusy(true)
    setRefused(undefined)
    try {
      await run()
    } catch (reason) {
      if (!(reason instanceof ApiError || reason instanceof Refused)) throw reason
      setRefused(reason)
    } finally {
      setBusy(false)
    }
  }
  const byServer = refused instanceof ApiError ? refused : undefined
  return { ask: () => void ask(), busy, refused: byServer, said: byServer ? saidBy(byServer) : refused?.message }
}
