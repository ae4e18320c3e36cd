import { type FocusEvent, type KeyboardEvent, useCallback, useRef, useState } from 'react'
import { api, targets } from '../api/api'
import type { AnyRef, Entity, Row } from '../api/types'
import { saysPast } from '../lib/past'
import { t } from '../lib/words'
import { may } from '../meta/may'
import { isPerson, useMeta } from '../meta/use-meta'
import { openCreate } from '../store/new-record'
import { ComboBox } from '../ui/combo-box'
import { type Option, Select } from '../ui/select'
import { fieldText, kindOf } from '.'
import type { EditProps } from './field-kind'
import style from './fields.module.css'
import { isInside } from './inside'

const option = (row: Row, entity: Entity | undefined) => {
  const under = entity?.fields[entity.face.under ?? '']
  const { id, title, gone, ended } = row
  return { id, label: title, under: saysPast(row) || fieldText(under, row) || undefined, gone, ended }
}

function useSearch(entity: string) {
  const meta = useMeta().entities[entity]
  return useCallback(
    (typed: string, signal: AbortSignal) =>
      api
        .rows(entity, { q: typed || undefined, limit: 10 }, signal)
        .then((page) => page.rows.map((row) => option(row, meta))),
    [entity, meta],
  )
}

export function RefEdit({
  field,
  value,
  row,
  onDone,
  onCancel,
  fault,
  autoFocus,
  hideLabel,
  required,
}: EditProps<string>) {
  const [to = ''] = targets(field)
  const search = useSearch(to)
  const target = useMeta().entities[to]
  const make = async (typed: string) => {
    const title = target?.fields[target.face.title]
    const read = title && kindOf(title).read(typed, title)
    const made = await openCreate(to, title && read ? { [title.name]: read } : {})
    if (!made) return
    setPicked({ id: made.id, label: made.title })
    onDone(made.id, made.title)
  }
  const [picked, setPicked] = useState<Option>()
  const named = row?.refs[field.name]
  const chosen: Option =
    picked?.id === value ? picked : { ...named, id: value ?? '', label: named?.title ?? value ?? '' }
  return (
    <ComboBox
      label={field.label}
      doc={hideLabel ? undefined : field.doc}
      error={fault}
      hideLabel={hideLabel}
      required={required ?? field.required}
      value={value === null ? null : chosen}
      search={search}
      people={isPerson(to)}
      autoFocus={autoFocus}
      onBlur={onCancel}
      onEscape={onCancel}
      onCreate={
        may(target, 'create') && target?.views.create?.length && target.group !== 'admin'
          ? (typed) => void make(typed)
          : undefined
      }
      onChange={(one) => {
        setPicked(one ?? undefined)
        onDone(one?.id ?? null, one?.label)
      }}
    />
  )
}

export function AnyEdit(props: EditProps<AnyRef>) {
  const { field, value, onDone, onCancel, hideLabel } = props
  const { entities } = useMeta()
  const names = targets(field).filter((name) => entities[name])
  const [to, setTo] = useState(value?.entity ?? names[0] ?? '')
  const box = useRef<HTMLDivElement>(null)
  const leave = (event: FocusEvent) => {
    if (!isInside(box.current, event.relatedTarget)) onCancel?.()
  }
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && event.target instanceof HTMLInputElement) onCancel?.()
  }
  const several = names.length > 1
  return (
    <div className={several ? style.any : undefined} ref={box} onBlur={leave} onKeyDownCapture={keys}>
      {several && (
        <Select
          label={several && !hideLabel ? field.label : t('field.kind_of', { field: field.label })}
          hideLabel={hideLabel}
          options={names.map((name) => ({ id: name, label: entities[name]?.label[0] ?? name }))}
          value={to}
          onChange={(name) => name && setTo(name)}
        />
      )}
      <RefEdit
        {...props}
        key={to}
        hideLabel={hideLabel}
        field={{ ...field, to, label: several ? (entities[to]?.label[0] ?? field.label) : field.label, doc: undefined }}
        value={value?.entity === to ? value.id : null}
        onCancel={undefined}
        onDone={(id, title) => onDone(id === null ? null : { entity: to, id }, title)}
      />
    </div>
  )
}
