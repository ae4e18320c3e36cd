import { ApiError, api } from '../api/api'
import type { Row } from '../api/types'
import { t } from '../lib/words'
import { listModels, reloadLists } from '../store/list-model'
import { dropRow, keyOf, putRow } from '../store/records'
import { offerUndo } from '../store/undo'
import { toast } from '../ui/toast'

/** Into the trash at once; the toast takes it out again. True when it is gone. */
export async function removeRecord(row: Pick<Row, 'entity' | 'id' | 'title'>): Promise<boolean> {
  try {
    await api.remove(row.entity, row.id)
  } catch (error) {
    toast(error instanceof ApiError ? (error.faults[0]?.text ?? error.message) : String(error), { tone: 'danger' })
    return false
  }
  for (const model of listModels()) if (model.entity === row.entity) model.drop(row.id)
  dropRow(keyOf(row.entity, row.id))
  offerUndo({
    done: t('record.deleted', { title: row.title }),
    undo: async () => {
      putRow(await api.restore(row.entity, row.id))
      reloadLists(row.entity)
    },
  })
  return true
}
