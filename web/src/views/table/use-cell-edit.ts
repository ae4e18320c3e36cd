import { useCallback, useState } from 'react'
import { ApiError } from '../../api/api'
import type { Entity, Field, Row, Value } from '../../api/types'
import { same } from '../../lib/text'
import { t } from '../../lib/words'
import { changeRow, keyOf, rowOf } from '../../store/records'
import { offerStepBack } from '../../store/undo'
import { toast } from '../../ui/toast'
import { isStage, moveRow } from '../stage/needs'

/** The cell being edited; after a refusal with what was entered and why it could not stay. */
export interface Editing {
  id: string
  field: string
  value?: Value
  fault?: string
}

export interface CellEdit {
  editing: Editing | undefined
  begin: (id: string, field: string) => void
  cancel: () => void
  commit: (id: string, field: Field, value: Value, title?: string) => void
}

const refOf = (field: Field, value: Value, title: string | undefined): Row['refs'] => {
  if (!title || value === null) return {}
  if (typeof value === 'string') return { [field.name]: { id: value, title, entity: [field.to ?? ''].flat()[0]! } }
  return typeof value === 'object' && 'entity' in value && 'id' in value
    ? { [field.name]: { id: String(value.id), title, entity: String(value.entity) } }
    : {}
}

const said = (error: unknown, name: string) =>
  error instanceof ApiError ? (error.faultAt(name) ?? error.faults[0]?.text ?? error.message) : String(error)

/** Editing in place: drawn at once, sent behind, given back with the reason when it is refused. */
export function useCellEdit(entity: Entity): CellEdit {
  const [editing, setEditing] = useState<Editing>()

  const commit = useCallback(
    (id: string, field: Field, value: Value, title?: string) => {
      setEditing(undefined)
      const row = rowOf(keyOf(entity.name, id))
      if (!row || same(row.fields[field.name], value)) return
      const done = t('record.changed', { field: field.label })
      const refused = (error: unknown) => {
        const fault = said(error, field.name)
        // Back into the cell, with what was typed, unless something else is being edited by now.
        setEditing((now) => now ?? { id, field: field.name, value, fault })
        toast(fault, { tone: 'danger' })
      }
      if (isStage(entity, field.name)) {
        moveRow({ entity, id, by: field.name, to: value as string | null, done, place: () => {} }).catch((error) =>
          toast(said(error, field.name), { tone: 'danger' }),
        )
        return
      }
      const patch = { [field.name]: value }
      changeRow(entity.name, id, patch, refOf(field, value, title)).then(
        (stored) => offerStepBack({ before: row, stored, fields: [field.name] }, { done }),
        refused,
      )
    },
    [entity],
  )
  const begin = useCallback((id: string, field: string) => setEditing({ id, field }), [])
  const cancel = useCallback(() => setEditing(undefined), [])
  return { editing, begin, cancel, commit }
}
