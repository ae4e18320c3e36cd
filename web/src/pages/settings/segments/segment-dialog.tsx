import { useState } from 'react'
import type { Entity, Row } from '../../../api/types'
import { t } from '../../../lib/words'
import { useMeta } from '../../../meta/use-meta'
import { Checkbox } from '../../../ui/checkbox'
import { TextArea } from '../../../ui/text-field'
import { RuledDialog, type RuledWish } from '../rights/ruled-dialog'
import { workKinds } from '../rights/territories/kinds'

interface SegmentDialogProps {
  kind: Entity
  /** one that is there, or the filter of a list that is to be kept */
  of: Row | RuledWish
  onClose: () => void
}

/** What is in a segment, what it is for, and who may use it. */
export function SegmentDialog({ kind, of, onClose }: SegmentDialogProps) {
  const row = 'id' in of ? of : undefined
  const [purpose, setPurpose] = useState(String(row?.fields.purpose ?? ''))
  const [shared, setShared] = useState(row?.fields.shared === true)
  return (
    <RuledDialog
      kind={kind}
      row={row}
      wish={'id' in of ? undefined : of}
      kinds={workKinds(useMeta())}
      help={t('segment.rule_help')}
      fits={(count) => t('segment.fits', { count })}
      save={t('segment.save')}
      saved={t('segment.saved')}
      more={() => ({ purpose: purpose.trim() || null, shared })}
      onClose={onClose}
    >
      {(said) => (
        <>
          <TextArea
            label={kind.fields.purpose?.label ?? ''}
            value={purpose}
            onChange={setPurpose}
            error={said('purpose')}
          />
          <Checkbox label={t('segment.share')} checked={shared} onChange={setShared} />
        </>
      )}
    </RuledDialog>
  )
}
