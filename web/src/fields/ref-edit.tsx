import { useCallback, useState } from 'react'
import { api, targets } from '../api/api'
import type { AnyRef, Entity, Row } from '../api/types'
import { isPerson, useMeta } from '../meta/use-meta'
import { ComboBox } from '../ui/combo-box'
import { Select } from '../ui/select'
import { fieldText } from '.'
import type { EditProps } from './field-kind'

const option = (row: Row, entity: Entity | undefined) => {
  const under = entity?.fields[entity.face.under ?? '']
  return { id: row.id, label: row.title, under: fieldText(under, row) || undefined }
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
  const [picked, setPicked] = useState<{ id: string; label: string }>()
  const label = picked && picked.id === value ? picked.label : (row?.refs[field.name]?.title ?? value ?? '')
  return (
    <ComboBox
      label={field.label}
      doc={hideLabel ? undefined : field.doc}
      error={fault}
      hideLabel={hideLabel}
      required={required ?? field.required}
      value={value === null ? null : { id: value, label }}
      search={search}
      people={isPerson(to)}
      autoFocus={autoFocus}
      onBlur={onCancel}
      onChange={(chosen) => {
        setPicked(chosen ?? undefined)
        onDone(chosen?.id ?? null, chosen?.label)
      }}
    />
  )
}

export function AnyEdit(props: EditProps<AnyRef>) {
  const { field, value, onDone } = props
  const { entities } = useMeta()
  const names = targets(field)
  const [to, setTo] = useState(value?.entity ?? names[0] ?? '')
  return (
    <>
      {names.length > 1 && (
        <Select
          label={field.label}
          hideLabel={props.hideLabel}
          options={names.map((name) => ({ id: name, label: entities[name]?.label[0] ?? name }))}
          value={to}
          onChange={(name) => name && setTo(name)}
        />
      )}
      <RefEdit
        {...props}
        hideLabel={names.length > 1 || props.hideLabel}
        field={{ ...field, to }}
        value={value?.entity === to ? value.id : null}
        onDone={(id, title) => onDone(id === null ? null : { entity: to, id }, title)}
      />
    </>
  )
}
