import { useState } from 'react'
import { count as told } from '../../../../lib/fmt'
import { t } from '../../../../lib/words'
import { Select } from '../../../../ui/lazy'
import { TextField } from '../../../../ui/text-field'
import { useFits } from '../../rights/use-fits'
import type { Draft } from '../use-draft'
import { RulePart, WordSheet } from '../word-sheet'
import { doubtNamed } from '../words-at'

interface DoubtSheetProps {
  draft: Draft
  doubt: string
  onClose: () => void
}

/** One doubt: when it holds, at which field it stands, in which words; and of how many records it holds today. */
export function DoubtSheet({ draft, doubt, onClose }: DoubtSheetProps) {
  const named = doubtNamed(draft.entity, doubt)
  const [when, setWhen] = useState(String(draft.get('doubts', doubt, 'when') ?? ''))
  const [at, setAt] = useState<string | null>((draft.get('doubts', doubt, 'at') as string | undefined) ?? null)
  const [says, setSays] = useState(String(draft.word(named) ?? ''))
  const { count, exact, fault } = useFits(draft.entity, when)
  const isThere = draft.get('doubts', doubt) !== undefined
  const delivered = draft.delivered('doubts', doubt) !== undefined
  const ready = when.trim() && says.trim() && !fault

  const use = () => {
    if (!ready) return
    draft.put(['doubts', doubt, 'when'], when.trim())
    draft.put(['doubts', doubt, 'at'], at ?? (draft.delivered('doubts', doubt, 'at') === undefined ? undefined : null))
    if (draft.get('doubts', doubt, 'says') === undefined) draft.put(['doubts', doubt, 'says'], says.trim())
    draft.putWord(named, says.trim())
    onClose()
  }
  const remove = () => {
    draft.putWord(named, undefined)
    draft.put(['doubts', doubt], delivered ? null : undefined)
    onClose()
  }
  return (
    <WordSheet
      draft={draft}
      at={['doubts', doubt]}
      title={t(isThere ? 'studio.doubt' : 'studio.doubt_new')}
      ready={Boolean(ready)}
      onUse={use}
      onRemove={isThere ? remove : undefined}
      onReset={() => {
        draft.put(['doubts', doubt], undefined)
        onClose()
      }}
      onClose={onClose}
    >
      <RulePart
        draft={draft}
        label={t('studio.doubt_when')}
        rule={when}
        fault={fault}
        status={count === undefined ? '' : t('studio.doubt_count', { count: told(count, exact) })}
        onChange={setWhen}
      />
      <TextField label={t('studio.key.says')} value={says} onChange={setSays} required />
      <Select
        label={t('studio.key.at')}
        doc={t('studio.doubt_at_help')}
        options={draft.fields.map((id) => ({ id, label: draft.fieldLabel(id) }))}
        none={t('studio.doubt_at_none')}
        value={at}
        onChange={setAt}
      />
    </WordSheet>
  )
}
