import { useState } from 'react'
import { t } from '../../../lib/words'
import { Select } from '../../../ui/lazy'
import { TextArea } from '../../../ui/text-field'
import { useFits } from '../rights/use-fits'
import type { Draft } from './use-draft'
import { RulePart, WordSheet } from './word-sheet'
import { ruleNamed } from './words-at'

interface RuleSheetProps {
  draft: Draft
  rule: string
  onClose: () => void
}

/** One rule: what must hold, at which field it is said, in which words; and how many records do not hold to it today. */
export function RuleSheet({ draft, rule, onClose }: RuleSheetProps) {
  const named = ruleNamed(draft.entity, rule)
  const [holds, setHolds] = useState(String(draft.get('rules', rule, 'holds') ?? ''))
  const [at, setAt] = useState(String(draft.get('rules', rule, 'at') ?? draft.get('face', 'title') ?? ''))
  const [says, setSays] = useState(String(draft.word(named) ?? ''))
  const { count: broken } = useFits(draft.entity, holds.trim() && `not (${holds.trim()})`)
  const { fault } = useFits(draft.entity, holds)
  const isThere = draft.get('rules', rule) !== undefined
  const delivered = draft.delivered('rules', rule) !== undefined
  const ready = holds.trim() && says.trim() && at && !fault

  const use = () => {
    if (!ready) return
    draft.put(['rules', rule, 'holds'], holds.trim())
    draft.put(['rules', rule, 'at'], at)
    if (draft.get('rules', rule, 'says') === undefined) draft.put(['rules', rule, 'says'], says.trim())
    draft.putWord(named, says.trim())
    onClose()
  }
  const remove = () => {
    draft.putWord(named, undefined)
    draft.put(['rules', rule], delivered ? null : undefined)
    onClose()
  }
  return (
    <WordSheet
      draft={draft}
      at={['rules', rule]}
      title={t(isThere ? 'studio.rule' : 'studio.rule_new')}
      ready={Boolean(ready)}
      onUse={use}
      onRemove={isThere ? remove : undefined}
      onReset={() => {
        draft.put(['rules', rule], undefined)
        onClose()
      }}
      onClose={onClose}
    >
      <RulePart
        draft={draft}
        label={t('studio.key.holds')}
        rule={holds}
        fault={fault}
        status={broken === undefined ? '' : t('studio.rule_broken', { count: broken })}
        onChange={setHolds}
      />
      <TextArea
        label={t('studio.key.says')}
        doc={t('studio.rule_says_help')}
        value={says}
        onChange={setSays}
        rows={2}
        required
      />
      <Select
        label={t('studio.key.at')}
        options={draft.fields.map((id) => ({ id, label: draft.fieldLabel(id) }))}
        value={at || null}
        onChange={(id) => setAt(id ?? '')}
      />
    </WordSheet>
  )
}
