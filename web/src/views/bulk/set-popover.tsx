import { Suspense, useState } from 'react'
import type { Entity, Field, Patch, Value } from '../../api/types'
import { isBlank, kindOf } from '../../fields'
import { t } from '../../lib/words'
import { Button } from '../../ui/button'
import { ComboBox } from '../../ui/combo-box'
import type { Overlay } from '../../ui/opens'
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
  const fields = Object.values(entity.fields).filter(settable)
  const [name, setName] = useState(only)
  const [value, setValue] = useState<Value>(null)
  const field = name === undefined ? undefined : entity.fields[name]
  const pick = (id: string | undefined) => {
    setName(id)
    setValue(null)
  }
  const chosen = field ? { id: field.name, label: field.label } : null
  const apply = () => {
    if (!field) return
    close()
    onSet({ [field.name]: value })
  }
  const Edit = field && kindOf(field).Edit
  return (
    <Popover anchor={anchor} close={close} label={t('bulk.set')} placement="top start" className={style.set}>
      {!only && (
        <ComboBox
          label={t('bulk.field')}
          options={fields.map(({ name, label }) => ({ id: name, label }))}
          value={chosen}
          onChange={(option) => pick(option?.id)}
          autoFocus
        />
      )}
      {field && Edit && (
        <Suspense>
          <Edit
            key={field.name}
            field={{ ...field, doc: '' }}
            value={value}
            autoFocus={only !== undefined}
            onDone={(next: Value | undefined) => setValue(next ?? null)}
          />
        </Suspense>
      )}
      <Button kind="primary" disabled={!field || (field.required && isBlank(value))} onClick={apply}>
        {field && isBlank(value) ? t('bulk.empty_it') : t('bulk.apply')}
      </Button>
    </Popover>
  )
}
