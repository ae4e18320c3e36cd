import { PencilLine } from 'lucide-react'
import { useState } from 'react'
import type { Entity } from '../../api/types'
import { matches } from '../../lib/text'
import { t } from '../../lib/words'
import { PickList } from '../../ui/pick-list'
import { asksOf } from './asks'

/** Stands for a condition written by hand. */
export const byHand = '\u0000rule'

/** Everything that can be asked about, found by typing. */
export function FieldList({ entity, onPick }: { entity: Entity; onPick: (name: string) => void }) {
  const [typed, setTyped] = useState('')
  const fits = ({ label }: { label: string }) => matches(label, typed)
  const fields = Object.values(entity.fields).filter((field) => asksOf(field).length > 0)
  const items = fields.map(({ name, label }) => ({ id: name, label })).filter(fits)
  const own = [{ id: byHand, label: t('filter.by_hand'), lead: <PencilLine size={15} aria-hidden /> }]
  return (
    <PickList
      label={t('filter.find_field')}
      typed={typed}
      onType={setTyped}
      groups={[
        { id: 'fields', items },
        { id: 'own', items: own.filter(fits) },
      ]}
      onPick={onPick}
    />
  )
}
