import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { ApiError, getTagged, putTagged, type Tagged } from '../../../api/api'
import type { Fault } from '../../../api/types'
import { saidBy } from '../../../api/use-ask'
import { isolated } from '../../../lib/text'
import { t } from '../../../lib/words'
import { toast } from '../../../ui/toast'
import {
  applied,
  type CellKey,
  type Changes,
  faultPlace,
  flatten,
  type Level,
  leaderOf,
  levelNow,
  placeOf,
  type Sheet,
  unflatten,
  withChange,
} from './sheet'

const key = ['rights']
const none: Changes = new Map()

/** The sheet as it is stored, and over it what somebody is about to change. */
export function useSheet() {
  const cache = useQueryClient()
  const stored = useQuery({ queryKey: key, queryFn: () => getTagged<Sheet>('rights'), staleTime: 0 })
  const [changes, setChanges] = useState(none)
  const [faults, setFaults] = useState<Fault[]>([])
  const [busy, setBusy] = useState(false)
  const sheet = stored.data?.body
  const said = useMemo(() => (sheet ? flatten(sheet.site) : new Map<CellKey, Level>()), [sheet])

  const level = (cell: CellKey): Level | null => {
    const mine = changes.get(cell)
    if (mine !== undefined || !sheet) return mine ?? null
    const leader = said.has(cell) ? undefined : leaderOf(cell)
    const follows = leader !== undefined && levelNow(sheet, leader) === levelNow(sheet, cell)
    return follows ? (changes.get(leader) ?? levelNow(sheet, leader)) : levelNow(sheet, cell)
  }
  const put = (cell: CellKey, level: Level | null) => {
    if (!sheet) return
    // Rows that stand still hold an older one of this: what it adds to is what there is now.
    setChanges((now) => withChange(sheet, now, cell, level))
    setFaults((now) => now.filter((f) => f.at !== faultPlace(cell)))
  }
  const refuse = async (reason: ApiError) => {
    setFaults(reason.faults)
    if (reason.status === 409) {
      // What was changed here lies over what the other one stored: nothing of either is lost.
      await stored.refetch()
      toast(t('rights.raced'), { tone: 'danger' })
    } else toast(reason.faults.length ? t('rights.faults') : saidBy(reason), { tone: 'danger' })
  }
  const save = async (): Promise<boolean> => {
    if (!stored.data) return false
    setBusy(true)
    try {
      const rights = unflatten(applied(stored.data.body.site, changes))
      const next: Tagged<Sheet> = await putTagged('rights', { rights }, { ifMatch: stored.data.tag })
      cache.setQueryData(key, next)
      void cache.invalidateQueries({ queryKey: ['meta'] })
      setChanges(none)
      setFaults([])
      toast(t('rights.saved'))
      return true
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason
      await refuse(reason)
      return false
    } finally {
      setBusy(false)
    }
  }
  return {
    sheet,
    error: stored.error,
    retry: () => void stored.refetch(),
    changes,
    busy,
    put,
    save,
    discard: () => {
      setChanges(none)
      setFaults([])
    },
    /** null: as delivered, which the server says once it is saved */
    level,
    /** said by the company, or about to be */
    own: (cell: CellKey): boolean => (changes.has(cell) ? changes.get(cell) !== null : said.has(cell)),
    /** All that changes in what these roles may do with it: while this stays, so does its row. */
    markOf: (entity: string, roles: readonly (string | undefined)[]): string =>
      JSON.stringify([
        [...changes].filter(([cell]) => placeOf(cell)[1] === entity && roles.includes(placeOf(cell)[0])),
        faults.filter((f) => roles.some((role) => f.at.startsWith(`${role}.${entity}.`))),
      ]),
    fault: (cell: CellKey): string | undefined => {
      const fault = faults.find((f) => f.at === faultPlace(cell))
      return fault && isolated(fault.text)
    },
  }
}

export type Draft = ReturnType<typeof useSheet>
