import { type RefObject, Suspense, useRef, useState } from 'react'
import type { Entity, Field, FieldType, Row, Value } from '../../api/types'
import { kindOf } from '../../fields'
import { Popover } from '../../ui/popover'
import { isStage, mayMove } from '../stage/needs'
import style from './cell.module.css'
import type { CellEdit, Editing } from './use-cell-edit'

/** Editors that are larger than a cell open over it. */
const large: FieldType[] = [
  'person_name',
  'address',
  'choices',
  'tags',
  'long_text',
  'rich_text',
  'any',
  'file',
  'image',
]
/** These hand over each step; the last one counts. */
const stepwise: FieldType[] = ['choices', 'tags']

interface CellEditorProps {
  entity: Entity
  field: Field
  row: Row
  editing: Editing
  edit: CellEdit
  cell: RefObject<HTMLElement | null>
}

/** A pipeline offers only where the record may go from here. */
function offered(entity: Entity, field: Field, row: Row): Field {
  if (!isStage(entity, field.name)) return field
  const now = row.fields[field.name] as string | null
  const open = Object.entries(field.of ?? {}).filter(([key]) => key === now || mayMove(entity, field.name, now, key))
  return { ...field, of: Object.fromEntries(open) }
}

export function CellEditor({ entity, field, row, editing, edit, cell }: CellEditorProps) {
  const start = editing.value !== undefined ? editing.value : (row.fields[field.name] ?? null)
  const [draft, setDraft] = useState<Value>(start)
  const over = useRef(false)
  const { Edit } = kindOf(field)
  const steps = stepwise.includes(field.type)

  // An editor may speak twice on its way out (picked, then left): the first word counts.
  const once = (run: () => void) => {
    if (over.current) return
    over.current = true
    run()
  }
  const commit = (value: Value | undefined, title?: string) =>
    once(() => edit.commit(row.id, field, value ?? null, title))
  const editor = (
    <Suspense>
      <Edit
        field={offered(entity, field, row)}
        value={steps ? draft : start}
        row={row}
        fault={editing.fault}
        onDone={steps ? (value: Value) => setDraft(value) : commit}
        onCancel={steps ? undefined : () => once(edit.cancel)}
        autoFocus
        hideLabel
      />
    </Suspense>
  )
  if (large.includes(field.type))
    return (
      <Popover
        anchor={cell}
        close={() => (steps ? commit(draft) : once(edit.cancel))}
        label={field.label}
        className={style.large}
      >
        {editor}
      </Popover>
    )
  return (
    // Keys of an open editor are its own.
    <div className={style.editor} onKeyDown={(event) => event.stopPropagation()}>
      {editor}
    </div>
  )
}
