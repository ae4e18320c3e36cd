import { Plus, Scale } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { t, withWords } from '../../../lib/words'
import { Empty } from '../../../ui/bits'
import { Button } from '../../../ui/button'
import edit from './edit.module.css'
import { keyName } from './key-name'
import { FromPill } from './origin'
import { isDoc } from './sheet'
import style from './studio.module.css'
import type { Draft } from './use-draft'
import { ruleNamed } from './words-at'

const RuleSheet = lazy(() =>
  withWords('rights', withWords('lists', import('./rule-sheet'))).then((m) => ({ default: m.RuleSheet })),
)

/** What must hold of every record, and what is said when it does not. */
export function RulesPart({ draft }: { draft: Draft }) {
  const [open, setOpen] = useState<string>()
  const all = draft.get('rules')
  const rules = isDoc(all) ? all : {}
  return (
    <div className={style.part}>
      <div className={style.tools}>
        <p className={edit.help}>{t('studio.rules_help')}</p>
        <Button kind="primary" icon={Plus} onClick={() => setOpen(keyName('rule', Object.keys(rules), 'rule'))}>
          {t('studio.rule_new')}
        </Button>
      </div>
      {Object.keys(rules).length === 0 && (
        <Empty icon={Scale} title={t('studio.rules_none')}>
          {t('studio.rules_none_help')}
        </Empty>
      )}
      <ul className={style.lines}>
        {Object.entries(rules).map(([name, rule]) => {
          const faulty = draft.problems.some((p) => `${p.at}.`.startsWith(`rules.${name}.`))
          const says = draft.word(ruleNamed(draft.entity, name))
          return (
            <li key={name}>
              <button
                type="button"
                className={style.line}
                onClick={() => setOpen(name)}
                data-faulty={faulty || undefined}
                data-changed={draft.changed('rules', name) || undefined}
              >
                <Scale size={16} aria-hidden />
                <span className={style.lineText}>
                  <strong dir="auto" className="name">
                    {typeof says === 'string' ? says : name}
                  </strong>
                  <code dir="ltr">{isDoc(rule) ? String(rule.holds ?? '') : ''}</code>
                </span>
                <FromPill from={draft.own ? 'site' : (draft.kind?.from[`rules.${name}`] ?? 'site')} />
              </button>
            </li>
          )
        })}
      </ul>
      {open && (
        <Suspense>
          <RuleSheet draft={draft} rule={open} onClose={() => setOpen(undefined)} />
        </Suspense>
      )}
    </div>
  )
}
