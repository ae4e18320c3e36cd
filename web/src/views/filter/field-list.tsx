import { ChartPie, PencilLine } from 'lucide-react'
import { useState } from 'react'
import type { Entity } from '../../api/types'
import { matches } from '../../lib/text'
import { t } from '../../lib/words'
import { PickList } from '../../ui/pick-list'
import { asksOf } from './asks'
import { useSegments } from './segments'

/** Stands for a condition written by hand. */
export const byHand = '\u0000rule'

interface FieldListProps {
  entity: Entity
  onPick: (name: string) => void
  onSegment: (id: string) => void
}

/** Everything that can be asked about, found by typing. */
export function FieldList({ entity, onPick, onSegment }: FieldListProps) {
  const [typed, setTyped] = useState('')
  const fits = ({ label }: { label: string }) => matches(label, typed)
  const fields = Object.values(entity.fields).filter((field) => asksOf(field).length > 0)
  const items = fields.map(({ name, label }) => ({ id: name, label })).filter(fits)
  const segments = (useSegments(entity.name) ?? []).map(({ id, name }) => ({
    id,
    label: name,
    lead: <ChartPie size={15} aria-hidden />,
  }))
  const own = [{ id: byHand, label: t('filter.by_hand'), lead: <PencilLine size={15} aria-hidden /> }]
  return (
    <PickList
      label={t('filter.find_field')}
      typed={typed}
      onType={setTyped}
      groups={[
        { id: 'fields', items },
        { id: 'segments', label: t('filter.segments'), items: segments.filter(fits) },
        { id: 'own', items: own.filter(fits) },
      ]}
      onPick={(id) => (segments.some((one) => one.id === id) ? onSegment(id) : onPick(id))}
    />
  )
}
