import { onHappening } from '../api/stream'
import { listModels } from './list-model'
import { dropRow, isWatched, keyOf, rowOf } from './records'
import { readRow } from './use-record'

/** Keeps the store in step with what others do. The answer stops it. */
export function followOthers(): () => void {
  return onHappening((happening) => {
    if (happening.event === 'reset') {
      for (const model of listModels()) if (model.watched) model.reload()
      return
    }
    if (happening.event !== 'record') return
    const { entity, id, version, what } = happening
    const key = keyOf(entity, id)
    const known = rowOf(key)
    for (const model of listModels()) if (model.entity === entity && !known) model.heard(what, id)
    if (!known || (what !== 'deleted' && known.version >= version)) return
    if (what === 'deleted') {
      for (const model of listModels()) if (model.entity === entity) model.heard(what, id)
    } else if (isWatched(key)) readRow(entity, id).catch(() => {})
    else dropRow(key)
  })
}
