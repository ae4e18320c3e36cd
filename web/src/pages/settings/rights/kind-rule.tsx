import { lazy, Suspense } from 'react'
import type { Entity } from '../../../api/types'
import { isolated } from '../../../lib/text'
import { Skeleton } from '../../../ui/bits'
import { Select } from '../../../ui/lazy'
import style from './list.module.css'
import type { RuleFault } from './use-fits'

const RuleEdit = lazy(() => import('./rule-edit').then((m) => ({ default: m.RuleEdit })))

interface KindRuleProps {
  label: string
  /** what may be chosen */
  kinds: readonly Entity[]
  of: Entity | undefined
  rule: string
  help: string
  /** how many it would be, in words */
  fits: string | undefined
  fault: RuleFault | undefined
  /** what the server said when it was saved */
  said: (at: string) => string | undefined
  onKind: (name: string) => void
  onRule: (rule: string) => void
}

/** Which of the records of a kind: the kind, a rule about it, and how many there are. */
export function KindRule({ label, kinds, of, rule, help, fits, fault, said, onKind, onRule }: KindRuleProps) {
  const refused = said('rule')
  return (
    <>
      <div data-field="entity">
        <Select
          label={label}
          options={kinds.map((e) => ({ id: e.name, label: e.label[1] }))}
          value={of?.name ?? null}
          onChange={(id) => onKind(id ?? '')}
          error={said('entity')}
          required
        />
      </div>
      {of && (
        <div data-field="rule" className={style.rule}>
          <p className={style.ruleHelp}>{help}</p>
          <Suspense fallback={<Skeleton rows={3} />}>
            <RuleEdit
              key={of.name}
              entity={of}
              rule={rule}
              fault={fault ?? (refused ? { text: isolated(refused), column: undefined } : undefined)}
              onChange={onRule}
            />
          </Suspense>
          <p className="quiet" role="status">
            {fits}
          </p>
        </div>
      )}
    </>
  )
}
