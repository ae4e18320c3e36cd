import { useQueryClient } from '@tanstack/react-query'
import { Undo2 } from 'lucide-react'
import { useState } from 'react'
import { ApiError } from '../../api/api'
import type { Entity, Title } from '../../api/types'
import { saidBy } from '../../api/use-ask'
import { list } from '../../lib/fmt'
import { t } from '../../lib/words'
import { Button } from '../../ui/button'
import { toast } from '../../ui/toast'
import { mayMerge } from './may-merge'
import { takeBack } from './take-back'

/** A merge as a record tells of it. */
export interface MergeItem {
  id: string
  from: Title[]
  undone_ms: number | null
  /** nothing went into it later */
  undo: boolean
}

interface MergedProps {
  entity: Entity
  merge: MergeItem
  onTakenBack: () => void
}

/** What went into the record there, and the way back. */
export function Merged({ entity, merge, onTakenBack }: MergedProps) {
  const cache = useQueryClient()
  const [busy, setBusy] = useState(false)
  const back = async () => {
    setBusy(true)
    try {
      await takeBack(cache, entity.name, merge.id)
      toast(t('undo.undone'))
      onTakenBack()
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason
      toast(saidBy(reason), { tone: 'danger', stay: true })
    } finally {
      setBusy(false)
    }
  }
  return (
    <div>
      {merge.from.length > 0 && <p>{t('history.merged', { names: list(merge.from.map((one) => one.title)) })}</p>}
      {merge.undone_ms !== null && <p className="quiet">{t('history.unmerged')}</p>}
      {merge.undo && mayMerge(entity) && (
        <Button icon={Undo2} busy={busy} onClick={() => void back()}>
          {t('history.unmerge')}
        </Button>
      )}
    </div>
  )
}
