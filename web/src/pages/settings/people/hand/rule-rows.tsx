import { Plus, SlidersHorizontal, X } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { PersonField } from '../../../../fields/person-field'
import { t, withWords } from '../../../../lib/words'
import { useMeta } from '../../../../meta/use-meta'
import { Button, IconButton } from '../../../../ui/button'
import { Select } from '../../../../ui/lazy'
import type { HandRule, HeldKind } from './hand'
import style from './hand.module.css'

const RuleDialog = lazy(() =>
  withWords('rights', import('../../rights/rule-dialog')).then((m) => ({ default: m.RuleDialog })),
)

interface RuleRowsProps {
  held: readonly HeldKind[]
  rules: readonly HandRule[]
  onChange: (rules: HandRule[]) => void
}

/** Which records of a kind go to whom: the first rule that fits says so. */
export function RuleRows({ held, rules, onChange }: RuleRowsProps) {
  const { entities } = useMeta()
  const [editing, setEditing] = useState<number>()
  const put = (at: number, news: Partial<HandRule>) =>
    onChange(rules.map((rule, i) => (i === at ? { ...rule, ...news } : rule)))
  const options = held.map(({ entity }) => ({ id: entity, label: entities[entity]?.label[1] ?? entity }))
  const edited = editing === undefined ? undefined : rules[editing]
  const entity = edited && entities[edited.entity]
  return (
    <div className={style.rules}>
      {rules.map((rule, i) => (
        <fieldset key={i} className={style.ruleRow}>
          <legend className="sr">{t('hand.rule', { place: i + 1 })}</legend>
          <Suspense>
            <Select
              label={t('hand.kind')}
              options={options}
              value={rule.entity}
              onChange={(id) => id && put(i, { entity: id, where: '' })}
            />
          </Suspense>
          <Button icon={SlidersHorizontal} onClick={() => setEditing(i)} className={style.where}>
            {rule.where ? <bdi dir="ltr">{rule.where}</bdi> : t('hand.which')}
          </Button>
          <PersonField label={t('hand.rule_to')} value={rule.to} onChange={(to) => put(i, { to })} />
          <IconButton
            icon={X}
            label={t('hand.drop_rule', { place: i + 1 })}
            onClick={() => onChange(rules.filter((_, at) => at !== i))}
          />
        </fieldset>
      ))}
      <Button
        icon={Plus}
        onClick={() => onChange([...rules, { entity: held[0]?.entity ?? '', where: '', to: null }])}
        disabled={held.length === 0}
      >
        {t('hand.add_rule')}
      </Button>
      {editing !== undefined && edited && entity && (
        <Suspense>
          <RuleDialog
            title={t('hand.which_of', { kind: entity.label[1] })}
            entity={entity}
            value={edited.where}
            onUse={(where) => {
              put(editing, { where })
              setEditing(undefined)
            }}
            onClose={() => setEditing(undefined)}
          />
        </Suspense>
      )}
    </div>
  )
}
