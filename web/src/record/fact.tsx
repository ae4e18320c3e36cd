import { Pencil } from 'lucide-react'
import { type MouseEvent, Suspense, useEffect, useRef, useState } from 'react'
import type { Field, Row, Value } from '../api/types'
import { isBlank, kindOf } from '../fields'
import { FieldValue } from '../fields/field-value'
import { same } from '../lib/text'
import { t } from '../lib/words'
import { mayChange } from '../meta/may'
import type { RecordHandle } from '../store/use-record'
import { IconButton } from '../ui/button'
import { Doubt } from './doubt'
import style from './fact.module.css'
import type { Doubted } from './quality'
import { titleRefs } from './title-refs'
import { useFlash } from './use-flash'

interface FactProps {
  field: Field
  row: Row
  handle: Pick<RecordHandle, 'change' | 'forget'>
  fault?: string
  needed?: boolean
  /** what is doubted of its value */
  doubts?: Doubted[]
  /** the nth time somebody elsewhere on the page asks to have it filled in */
  asked?: number
}

/** Editors of several parts take the whole width. */
const roomy = new Set<Field['type']>([
  'person_name',
  'address',
  'long_text',
  'rich_text',
  'tags',
  'choices',
  'money',
  'time',
  'any',
])

/** One fact: click to edit, saved on leaving. What was refused stays as typed, with the reason below. */
export function Fact({ field, row, handle, fault, needed, doubts, asked }: FactProps) {
  const { change, forget } = handle
  const [editing, setEditing] = useState(false)
  const [typed, setTyped] = useState<{ value: Value }>()
  const value = row.fields[field.name]
  const flash = useFlash(value, typed !== undefined)
  const may = mayChange(row, field)
  const { Edit } = kindOf(field)

  const saving = useRef(false)
  const place = useRef<HTMLElement>(null)
  const was = useRef(false)
  useEffect(() => {
    const left = was.current && !editing
    was.current = editing
    if (!left) return
    // Back to where one was, once the key that closed the editor is through: it would press the button at once.
    const timer = setTimeout(() => {
      if (document.activeElement === document.body)
        place.current
          ?.querySelector<HTMLElement>(':scope > button, :scope > div > button')
          ?.focus({ preventScroll: true })
    })
    return () => clearTimeout(timer)
  }, [editing])

  useEffect(() => {
    if (asked === undefined) return
    setEditing(true)
    place.current?.scrollIntoView({ block: 'nearest' })
  }, [asked])

  const cancel = () => {
    // An editor that closes after something was chosen says so, too.
    if (saving.current) return
    setEditing(false)
    setTyped(undefined)
    forget(field.name)
  }
  const done = async (next: Value, title?: string) => {
    setEditing(false)
    if (same(next, value ?? null)) {
      cancel()
      return
    }
    setTyped({ value: next })
    saving.current = true
    const stored = await change(
      { [field.name]: next },
      { refs: titleRefs(field, next, title), done: t('record.changed', { field: field.label }) },
    )
    saving.current = false
    if (stored) setTyped(undefined)
    else setEditing(true)
  }
  const shown = fault && typed ? typed.value : (value ?? null)
  const editor = (
    <Edit
      field={field}
      value={shown}
      row={row}
      fault={typed ? fault : undefined}
      onDone={done}
      onCancel={cancel}
      required={needed}
      autoFocus
      hideLabel
    />
  )
  // Yes or no needs no second click.
  const direct = field.type === 'bool' && may
  return (
    <div
      className={style.fact}
      data-flash={flash || undefined}
      data-field={field.name}
      data-open={(editing && may && roomy.has(field.type)) || undefined}
    >
      <dt data-tip={field.doc || undefined}>
        {field.label}
        {needed && isBlank(value) && <span className={style.needed}> *</span>}
      </dt>
      <dd ref={place}>
        {editing && may ? (
          <Suspense fallback={<Shown field={field} row={row} />}>{editor}</Suspense>
        ) : direct ? (
          <div className={style.switch}>
            <Edit field={field} value={value ?? null} row={row} onDone={done} hideLabel />
          </div>
        ) : (
          <Shown field={field} row={row} onEdit={may ? () => setEditing(true) : undefined} />
        )}
        {fault && !(editing && typed) && (
          <p role="alert" className={style.fault}>
            {fault}
          </p>
        )}
        {doubts?.map((doubt) => (
          <Doubt key={doubt.text} doubt={doubt} onTake={may ? (meant) => void done(meant) : undefined} />
        ))}
      </dd>
    </div>
  )
}

function Shown({ field, row, onEdit }: { field: Field; row: Row; onEdit?: () => void }) {
  const value = row.fields[field.name]
  // Not read yet: a list carries some fields only.
  if (value === undefined) return <span className={style.coming} aria-hidden />
  if (isBlank(value))
    return onEdit ? (
      <button
        type="button"
        className={style.add}
        onClick={onEdit}
        aria-label={t('record.add_named', { field: field.label })}
      >
        {t('record.add')}
      </button>
    ) : (
      <div className={style.shown}>
        <span className="quiet">–</span>
      </div>
    )
  const click = (event: MouseEvent) => {
    const on = event.target as Element
    // A link is followed, a text being selected is not opened.
    if (on.closest('a, button') || getSelection()?.toString()) return
    onEdit?.()
  }
  return (
    <div className={style.shown} data-may={onEdit ? true : undefined} onClick={click}>
      <FieldValue field={field} row={row} />
      {onEdit && (
        <IconButton
          small
          icon={Pencil}
          className={style.pencil}
          label={t('record.edit_named', { field: field.label })}
          onClick={onEdit}
        />
      )}
    </div>
  )
}
