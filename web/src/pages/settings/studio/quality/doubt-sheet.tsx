import { Trash2 } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { count as told } from '../../../../lib/fmt'
import { t } from '../../../../lib/words'
import { ErrorBox, Skeleton } from '../../../../ui/bits'
import { Button } from '../../../../ui/button'
import { Select, Sheet } from '../../../../ui/lazy'
import { TextField } from '../../../../ui/text-field'
import { useFits } from '../../rights/use-fits'
import edit from '../edit.module.css'
import { Origin } from '../origin'
import type { Draft } from '../use-draft'
import { doubtNamed } from '../words-at'

const RuleEdit = lazy(() => import('../../rights/rule-edit').then((m) => ({ default: m.RuleEdit })))

interface DoubtSheetProps {
  draft: Draft
  doubt: string
  onClose: () => void
}

/** One doubt: when it holds, at which field it stands, in which words; and of how many records it holds today. */
export function DoubtSheet({ draft, doubt, onClose }: DoubtSheetProps) {
  const { meta } = draft
  const named = doubtNamed(draft.entity, doubt)
  const [when, setWhen] = useState(String(draft.get('doubts', doubt, 'when') ?? ''))
  const [at, setAt] = useState<string | null>((draft.get('doubts', doubt, 'at') as string | undefined) ?? null)
  const [says, setSays] = useState(String(draft.word(named) ?? ''))
  const { count, exact, fault } = useFits(draft.entity, when)
  const isThere = draft.get('doubts', doubt) !== undefined
  const delivered = draft.delivered('doubts', doubt) !== undefined
  const faults = draft.problems.filter((p) => `${p.at}.`.startsWith(`doubts.${doubt}.`))
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
  const foot = (
    <>
      {isThere && (
        <Button kind="ghost" icon={Trash2} className={edit.away} onClick={remove}>
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
      title={t(isThere ? 'studio.doubt' : 'studio.doubt_new')}
      onClose={onClose}
      onSubmit={use}
      foot={foot}
      width={520}
    >
      <div className={edit.parts}>
        {faults.map((one) => (
          <ErrorBox key={one.at + one.code} title={one.message} />
        ))}
        <section className={edit.ruleHolds} aria-label={t('studio.doubt_when')}>
          <h3>{t('studio.doubt_when')}</h3>
          {meta && (
            <Suspense fallback={<Skeleton rows={3} />}>
              <RuleEdit entity={meta} rule={when} fault={fault} examples={[]} onChange={setWhen} />
            </Suspense>
          )}
          <p className="quiet" role="status">
            {count !== undefined && t('studio.doubt_count', { count: told(count, exact) })}
          </p>
        </section>
        <TextField label={t('studio.key.says')} value={says} onChange={setSays} required />
        <Select
          label={t('studio.key.at')}
          doc={t('studio.doubt_at_help')}
          options={draft.fields.map((id) => ({ id, label: draft.fieldLabel(id) }))}
          none={t('studio.doubt_at_none')}
          value={at}
          onChange={setAt}
        />
        {delivered && (
          <Origin
            from={draft.kind?.from[`doubts.${doubt}`] ?? 'core'}
            said={draft.said('doubts', doubt)}
            onReset={() => {
              draft.put(['doubts', doubt], undefined)
              onClose()
            }}
          />
        )}
      </div>
    </Sheet>
  )
}
