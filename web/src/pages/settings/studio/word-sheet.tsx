import { Trash2 } from 'lucide-react'
import { lazy, type ReactNode, Suspense } from 'react'
import { t } from '../../../lib/words'
import { ErrorBox, Skeleton } from '../../../ui/bits'
import { Button } from '../../../ui/button'
import { Sheet } from '../../../ui/lazy'
import style from './edit.module.css'
import { Origin } from './origin'
import type { Draft } from './use-draft'

const RuleEdit = lazy(() => import('../rights/rule-edit').then((m) => ({ default: m.RuleEdit })))

interface WordSheetProps {
  draft: Draft
  /** where it stands in the document: its word, and its name */
  at: [word: string, name: string]
  title: string
  ready: boolean
  onUse: () => void
  /** undefined: it is not there yet */
  onRemove: (() => void) | undefined
  /** back to what was delivered */
  onReset: () => void
  /** of what was delivered without a word of its own */
  from?: string
  onClose: () => void
  children: ReactNode
}

/** One word of a kind, beside its list: what is wrong with it, what it says, where it came from. */
export function WordSheet(props: WordSheetProps) {
  const { draft, at, title, ready, onUse, onRemove, onReset, from, onClose, children } = props
  const path = at.join('.')
  const faults = draft.problems.filter((p) => `${p.at}.`.startsWith(`${path}.`))
  const foot = (
    <>
      {onRemove && (
        <Button kind="ghost" icon={Trash2} className={style.away} onClick={onRemove}>
          {t('studio.field_remove')}
        </Button>
      )}
      <Button kind="primary" submit disabled={!ready}>
        {t('studio.done')}
      </Button>
    </>
  )
  return (
    <Sheet title={title} onClose={onClose} onSubmit={onUse} foot={foot} width={520}>
      <div className={style.parts}>
        {faults.map((one) => (
          <ErrorBox key={one.at + one.code} title={one.message} />
        ))}
        {children}
        {draft.delivered(...at) !== undefined && (
          <Origin from={draft.kind?.from[path] ?? from ?? 'core'} said={draft.said(...at)} onReset={onReset} />
        )}
      </div>
    </Sheet>
  )
}

interface RulePartProps {
  draft: Draft
  label: string
  rule: string
  fault: Parameters<typeof RuleEdit>[0]['fault']
  /** how many it is of today */
  status?: ReactNode
  onChange: (rule: string) => void
}

/** A rule under its heading, and of how many records it holds. */
export function RulePart({ draft, label, rule, fault, status, onChange }: RulePartProps) {
  const { meta } = draft
  return (
    <section className={style.ruleHolds} aria-label={label}>
      <h3>{label}</h3>
      {meta && (
        <Suspense fallback={<Skeleton rows={3} />}>
          <RuleEdit entity={meta} rule={rule} fault={fault} examples={[]} onChange={onChange} />
        </Suspense>
      )}
      {status !== undefined && (
        <p className="quiet" role="status">
          {status}
        </p>
      )}
    </section>
  )
}
