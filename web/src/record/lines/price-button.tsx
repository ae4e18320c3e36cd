import { Calculator } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import type { Entity } from '../../api/types'
import { t, withWords } from '../../lib/words'
import { useMeta } from '../../meta/use-meta'
import { Button } from '../../ui/button'
import type { LinesHandle } from './use-lines'

const PriceDialog = lazy(() =>
  withWords('prices', import('../prices/price-dialog')).then((m) => ({ default: m.PriceDialog })),
)

/** What does it cost? Where there are price lists, and a line takes a rate. */
export function PriceButton({ entity, handle }: { entity: Entity; handle: LinesHandle }) {
  const [open, setOpen] = useState(false)
  const lists = Object.values(useMeta().entities).filter(({ price }) => price)
  if (!entity.lines?.priced || lists.length === 0) return null
  return (
    <>
      <Button kind="ghost" icon={Calculator} onClick={() => setOpen(true)}>
        {t('list.prices')}
      </Button>
      <Suspense>
        {open && (
          <PriceDialog
            lists={lists}
            lines={entity.lines}
            onPick={(fields) => handle.change(handle.add(), fields)}
            onClose={() => setOpen(false)}
          />
        )}
      </Suspense>
    </>
  )
}
