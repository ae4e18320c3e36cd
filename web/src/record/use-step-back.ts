import { useState } from 'react'
import { ApiError } from '../api/api'
import type { Row } from '../api/types'
import { saidBy } from '../api/use-ask'
import { t } from '../lib/words'
import { stepBack } from '../store/undo'
import { toast } from '../ui/toast'

/** Takes back fields of what made a version; what was refused is said, with who went on from there. */
export function useStepBack(row: Row, version: number, onDone: () => void) {
  const [busy, setBusy] = useState(false)
  const run = async (fields: string[]) => {
    setBusy(true)
    try {
      await stepBack(row, version, fields)
      toast(t('undo.undone'))
      onDone()
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason
      toast(saidBy(reason), { tone: 'danger', stay: true })
    } finally {
      setBusy(false)
    }
  }
  return { busy, back: (fields: string[]) => void run(fields) }
}
