import { Archive } from 'lucide-react'
import { ApiError, api } from '../api/api'
import { eyes } from '../api/eyes'
import type { Entity, Row } from '../api/types'
import { t } from '../lib/words'
import { archives } from '../meta/archives'
import { reloadLists } from '../store/list-model'
import { putRow } from '../store/records'
import { offerUndo } from '../store/undo'
import { toast } from '../ui/toast'

async function put(row: Pick<Row, 'entity' | 'id'>, back: boolean): Promise<void> {
  putRow(await api.archive(row.entity, row.id, back))
  reloadLists(row.entity)
}

/** Into the archive, or out of it, at once; the toast takes it back. */
export async function archiveRecord(row: Pick<Row, 'entity' | 'id' | 'title'>, back: boolean): Promise<void> {
  try {
    await put(row, back)
  } catch (error) {
    toast(error instanceof ApiError ? (error.faults[0]?.text ?? error.message) : String(error), { tone: 'danger' })
    return
  }
  offerUndo({
    done: `${t(back ? 'archive.back' : 'archive.do')}: ${row.title}`,
    undo: () => put(row, !back),
  })
}

/** Of the menu of a record: nothing where it has no archive, is there already, or is not theirs to change. */
export const archiveItem = (entity: Entity, row: Row) =>
  archives(entity) && row.may.change !== false && !row.archived_ms && row.deleted_ms === undefined && !eyes()
    ? [{ id: 'archive', label: t('archive.do'), icon: Archive }]
    : []
