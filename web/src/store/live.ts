import { ApiError } from '../api/api'
import { onHappening } from '../api/stream'
import { listModels } from './list-model'
import { dropRow, isWatched, keyOf, knownRows, rowOf } from './records'
import { readRow } from './use-record'

/** Keeps the store in step with what others do. The answer stops it. */
export function followOthers(): () => void {
  return onHappening((happening) => {
    if (happening.event === 'reset' || happening.event === 'many') {
      lookAgain(happening.event === 'many' ? happening.entity : undefined)
      return
    }
    if (happening.event !== 'record') return
    const { entity, id, version = 0 } = happening
    // For a list it is the same whether somebody made or removed it, or it came into sight or went out of it.
    const what = { appeared: 'created', gone: 'deleted' }[happening.what as string] ?? happening.what
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

/** What is shown is read again, what is only kept is forgotten; of one entity, or of all. */
function lookAgain(entity: string | undefined): void {
  for (const model of listModels()) if (model.watched && (!entity || model.entity === entity)) model.reload()
  for (const { entity: of, id } of knownRows()) {
    if (entity && of !== entity) continue
    if (!isWatched(keyOf(of, id))) dropRow(keyOf(of, id))
    else readRow(of, id).catch((error) => error instanceof ApiError && error.status === 404 && dropRow(keyOf(of, id)))
  }
}
