import { Suspense, useState } from 'react'
import type { Entity, Field, Patch, Value } from '../../api/types'
import { isBlank, kindOf } from '../../fields'
import { matches } from '../../lib/text'
import { t } from '../../lib/words'
import { Button } from '../../ui/button'
import type { Overlay } from '../../ui/opens'
import { PickList } from '../../ui/pick-list'
import { Popover } from '../../ui/popover'
import style from './bulk.module.css'

interface SetPopoverProps extends Overlay {
  entity: Entity
  /** the field is settled: only its value is asked */
  only?: string
  onSet: (patch: Patch) => void
}

const settable = ({ readonly, system, type }: Field) =>
  !readonly && !system && type !== 'number' && type !== 'file' && type !== 'image'

/** One field, one value, for all that is chosen. */
export function SetPopover({ anchor, close, entity, only, onSet }: SetPopoverProps) {
  const [name, setName] = useState(only)
  const field = name === undefined ? undefined : entity.fields[name]
  const set = (value: Value) => {
    close()
    if (field) onSet({ [field.name]: value })
  }
  return (
    <Popover
      anchor={anchor}
      close={close}
      label={t('bulk.set')}
      placement="top start"
      className={field ? style.set : style.pick}
    >
      {field ? <SetValue field={field} onSet={set} /> : <FieldPick entity={entity} onPick={setName} />}
    </Popover>
  )
}

function FieldPick({ entity, onPick }: { entity: Entity; onPick: (name: string) => void }) {
  const [typed, setTyped] = useState('')
  const fields = Object.values(entity.fields).filter((field) => settable(field) && matches(field.label, typed))
  return (
    <PickList
      label={t('bulk.field')}
      typed={typed}
      onType={setTyped}
      groups={[{ id: 'fields', items: fields.map(({ name, label }) => ({ id: name, label })) }]}
      onPick={onPick}
    />
  )
}

function SetValue({ field, onSet }: { field: Field; onSet: (value: Value) => void }) {
  const [value, setValue] = useState<Value>(null)
  const { Edit } = kindOf(field)
  return (
    <>
      <Suspense>
        <Edit
          field={{ ...field, doc: '' }}
          value={value}
          autoFocus
          onDone={(next: Value | undefined) => setValue(next ?? null)}
        />
      </Suspense>
      <Button kind="primary" disabled={field.required && isBlank(value)} onClick={() => onSet(value)}>
        {isBlank(value) ? t('bulk.empty_it') : t('bulk.apply')}
      </Button>
    </>
  )
}
