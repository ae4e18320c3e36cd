import type { Entity, Row } from '../../../../api/types'
import { t } from '../../../../lib/words'
import { useMeta } from '../../../../meta/use-meta'
import { RuledDialog } from '../ruled-dialog'
import { territoryKinds } from './kinds'

interface TerritoryDialogProps {
  kind: Entity
  /** none: a new one */
  row: Row | undefined
  onClose: () => void
}

/** What is in a territory. */
export const TerritoryDialog = ({ kind, row, onClose }: TerritoryDialogProps) => (
  <RuledDialog
    kind={kind}
    row={row}
    kinds={territoryKinds(useMeta())}
    help={t('territory.rule_help')}
    fits={(count) => t('territory.fits', { count })}
    save={t('territory.save')}
    saved={t('territory.saved')}
    onClose={onClose}
  />
)
