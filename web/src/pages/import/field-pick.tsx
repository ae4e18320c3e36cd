import { Check } from 'lucide-react'
import { useState } from 'react'
import type { ImportMap } from '../../api/imports'
import type { Entity, Field } from '../../api/types'
import { matches } from '../../lib/text'
import { t } from '../../lib/words'
import { type PickItem, PickList } from '../../ui/pick-list'
import { filled, mayFill, partsOf, targetId } from './map'
import { partLabel } from './part-label'

const none = '-'

interface FieldPickProps {
  header: string
  entity: Entity
  map: ImportMap
  onPick: (target: string) => void
}

/** The fields a column may become: required ones first, those already filled last. */
export function FieldPick({ header, entity, map, onPick }: FieldPickProps) {
  const [typed, setTyped] = useState('')
  const now = targetId(map.columns[header])
  const used = filled(map)

  const line = (id: string, label: string): PickItem => ({
    id,
    label,
    end: id === now || (id === none && now === '') ? <Check size={14} aria-label={t('import.chosen')} /> : undefined,
  })
  const lines = (fields: readonly Field[]): PickItem[] =>
    fields
      .flatMap((f) => [
        line(f.name, f.label),
        ...(partsOf[f.type] ?? []).map((part) => line(`${f.name}.${part}`, `${f.label}: ${partLabel(f.type, part)}`)),
      ])
      .filter((item) => matches(item.label, typed))

  const fields = Object.values(entity.fields).filter(mayFill)
  const free = (f: Field) => !used.has(f.name) || f.name === map.columns[header]?.to || partsOf[f.type]
  const groups = [
    { id: 'none', items: [line(none, t('import.skip_column'))].filter((i) => matches(i.label, typed)) },
    { id: 'required', label: t('import.required'), items: lines(fields.filter((f) => f.required && free(f))) },
    { id: 'others', label: t('import.others'), items: lines(fields.filter((f) => !f.required && free(f))) },
    { id: 'used', label: t('import.used'), items: lines(fields.filter((f) => !free(f))) },
  ]
  return (
    <PickList
      label={t('import.choose_field', { header })}
      placeholder={t('import.find_field')}
      typed={typed}
      onType={setTyped}
      groups={groups}
      onPick={(id) => onPick(id === none ? '' : id)}
    />
  )
}
