import { lazy, Suspense, useMemo, useState } from 'react'
import type { Entity } from '../../../api/types'
import { t } from '../../../lib/words'
import { ErrorBox } from '../../../ui/bits'
import { Segments } from '../../../ui/segments'
import { TextArea } from '../../../ui/text-field'
import { isAsked } from '../../../views/filter/asks'
import { readRule, writeRule } from '../../../views/filter/rule-text'
import style from './list.module.css'
import { RulePlace } from './rule-place'
import type { RuleFault } from './use-fits'

const Conditions = lazy(() => import('../../../views/filter/conditions').then((m) => ({ default: m.Conditions })))

interface RuleEditProps {
  entity: Entity
  rule: string
  fault: RuleFault | undefined
  /** what one may begin with */
  examples?: readonly string[]
  onChange: (rule: string) => void
}

const usual = ['owner = @me or owner is empty', "owner in @team and stage != 'won'", "country = 'VN'"]
type How = 'chips' | 'text'

/** A rule by conditions where they can say it, else in words of the rule language. */
export function RuleEdit({ entity, rule, fault, examples = usual, onChange }: RuleEditProps) {
  const filter = useMemo(() => readRule(rule), [rule])
  const [how, setHow] = useState<How>(() => (isAsked(entity, filter) ? 'chips' : 'text'))
  return (
    <>
      <Segments
        label={t('rights.rule_how')}
        hideLabel
        value={how}
        onChange={setHow}
        options={[
          { id: 'chips', label: t('rights.rule_chips') },
          { id: 'text', label: t('rights.rule_text') },
        ]}
      />
      {how === 'chips' ? (
        <div className={style.conditions}>
          {filter.parts.length === 0 && <p className="quiet">{t('rights.rule_empty')}</p>}
          <Suspense>
            <Conditions entity={entity} filter={filter} onChange={(next) => onChange(writeRule(next))} />
          </Suspense>
          {fault && (
            <ErrorBox title={fault.text}>
              <RulePlace rule={rule} column={fault.column} />
            </ErrorBox>
          )}
        </div>
      ) : (
        <>
          <TextArea
            label={t('rights.rule_label')}
            value={rule}
            onChange={onChange}
            error={fault?.text}
            dir="ltr"
            spellCheck={false}
            className={style.written}
            autoFocus
          />
          {fault && <RulePlace rule={rule} column={fault.column} />}
          {examples.length > 0 && (
            <ul className={style.examples} aria-label={t('rights.rule_examples')}>
              {examples.map((one) => (
                <li key={one}>
                  <button type="button" dir="ltr" onClick={() => onChange(one)}>
                    {one}
                  </button>
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </>
  )
}
