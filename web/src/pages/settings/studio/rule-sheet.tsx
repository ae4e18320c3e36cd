import { Trash2 } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { t } from '../../../lib/words'
import { ErrorBox, Skeleton } from '../../../ui/bits'
import { Button } from '../../../ui/button'
import { Select, Sheet } from '../../../ui/lazy'
import { TextArea } from '../../../ui/text-field'
import { useFits } from '../rights/use-fits'
import style from './edit.module.css'
import { Origin } from './origin'
import type { Draft } from './use-draft'
import { ruleNamed } from './words-at'

const RuleEdit = lazy(() => import('../rights/rule-edit').then((m) => ({ default: m.RuleEdit })))

interface RuleSheetProps {
  draft: Draft
  rule: string
  onClose: () => void
}

/** One rule: what must hold, at which field it is said, in which words; and how many records do not hold to it today. */
export function RuleSheet({ draft, rule, onClose }: RuleSheetProps) {
  const { meta } = draft
  const named = ruleNamed(draft.entity, rule)
  const [holds, setHolds] = useState(String(draft.get('rules', rule, 'holds') ?? ''))
  const [at, setAt] = useState(String(draft.get('rules', rule, 'at') ?? draft.get('face', 'title') ?? ''))
  const [says, setSays] = useState(String(draft.word(named) ?? ''))
  const { count: broken } = useFits(draft.entity, holds.trim() && `not (${holds.trim()})`)
  const { fault } = useFits(draft.entity, holds)
  const isThere = draft.get('rules', rule) !== undefined
  const delivered = draft.delivered('rules', rule) !== undefined
  const faults = draft.problems.filter((p) => `${p.at}.`.startsWith(`rules.${rule}.`))
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
  const foot = (
    <>
      {isThere && (
        <Button kind="ghost" icon={Trash2} className={style.away} onClick={remove}>
          {t('studio.field_remove')}
        </Button>
      )}
      <Button kind="primary" submit disabled={!ready}>
        {t('studio.done')}
      </Button>
    </>
  )
  return (
    <Sheet
      title={t(isThere ? 'studio.rule' : 'studio.rule_new')}
      onClose={onClose}
      onSubmit={use}
      foot={foot}
      width={520}
    >
      <div className={style.parts}>
        {faults.map((one) => (
          <ErrorBox key={one.at + one.code} title={one.message} />
        ))}
        <section className={style.ruleHolds} aria-label={t('studio.key.holds')}>
          <h3>{t('studio.key.holds')}</h3>
          {meta && (
            <Suspense fallback={<Skeleton rows={3} />}>
              <RuleEdit entity={meta} rule={holds} fault={fault} examples={[]} onChange={setHolds} />
            </Suspense>
          )}
          <p className="quiet" role="status">
            {broken !== undefined && t('studio.rule_broken', { count: broken })}
          </p>
        </section>
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
        {delivered && (
          <Origin
            from={draft.kind?.from[`rules.${rule}`] ?? 'core'}
            said={draft.said('rules', rule)}
            onReset={() => {
              draft.put(['rules', rule], undefined)
              onClose()
            }}
          />
        )}
      </div>
    </Sheet>
  )
}
