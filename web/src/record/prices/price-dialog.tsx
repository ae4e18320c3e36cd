import { useState } from 'react'
import type { Lines } from '../../api/lines'
import type { Entity, Fields } from '../../api/types'
import { t } from '../../lib/words'
import { Dialog } from '../../ui/dialog'
import { Select } from '../../ui/select'
import { lineOfOffer } from './line-of-offer'
import { PriceQuestion } from './price-question'

interface PriceDialogProps {
  /** price lists */
  lists: readonly Entity[]
  lines: Lines
  onPick: (fields: Fields) => void
  onClose: () => void
}

/** What does it cost? The rate that is taken becomes a line. */
export function PriceDialog({ lists, lines, onPick, onClose }: PriceDialogProps) {
  const [name, setName] = useState(lists[0]?.name ?? '')
  const entity = lists.find((one) => one.name === name)
  return (
    <Dialog title={t('list.prices')} onClose={onClose} width={1040}>
      {lists.length > 1 && (
        <Select
          label={t('prices.list')}
          value={name}
          onChange={(id) => setName(id ?? '')}
          options={lists.map((one) => ({ id: one.name, label: one.label[1] }))}
        />
      )}
      {entity && (
        <PriceQuestion
          key={entity.name}
          entity={entity}
          onPick={(offer, wish) => {
            onPick(lineOfOffer(entity, lines, offer, wish))
            onClose()
          }}
        />
      )}
    </Dialog>
  )
}
