import { lazy, Suspense, useState } from 'react'
import { t, withWords } from '../../../lib/words'
import { Button } from '../../../ui/button'
import type { From } from './api'
import style from './facts.module.css'
import { Origin } from './origin'
import type { Draft } from './use-draft'

const RuleDialog = lazy(() =>
  withWords('rights', withWords('lists', import('../rights/rule-dialog'))).then((m) => ({ default: m.RuleDialog })),
)

const conditions = ['show', 'needed'] as const

/** When a field is shown, and when it must be filled in: by rules over the same record. */
export function FieldConditions({ draft, field, from }: { draft: Draft; field: string; from: From }) {
  const [open, setOpen] = useState<(typeof conditions)[number]>()
  const { meta } = draft
  const path = (key: string) => ['fields', field, key]
  const off = (key: string) => draft.put(path(key), draft.delivered(...path(key)) === undefined ? undefined : null)
  return (
    <>
      {conditions.map((key) => {
        const rule = draft.get(...path(key))
        const title = t(`studio.condition.${key}`)
        return (
          <section key={key} className={style.condition} aria-label={title}>
            <h3>{title}</h3>
            {typeof rule === 'string' ? (
              <code dir="ltr">{rule}</code>
            ) : (
              <span className="quiet">{t(key === 'show' ? 'studio.condition_always' : 'studio.condition_never')}</span>
            )}
            <Button kind="ghost" onClick={() => setOpen(key)}>
              {t('studio.condition_change')}
            </Button>
            {typeof rule === 'string' && (
              <Button kind="ghost" onClick={() => off(key)}>
                {t('studio.condition_off')}
              </Button>
            )}
            <Origin
              from={from}
              filled={typeof rule === 'string'}
              said={draft.said(...path(key))}
              onReset={() => draft.put(path(key), undefined)}
            />
            {open === key && meta && (
              <Suspense>
                <RuleDialog
                  title={`${draft.fieldLabel(field)}: ${title}`}
                  entity={meta}
                  value={typeof rule === 'string' ? rule : ''}
                  onUse={(next) => {
                    draft.put(path(key), next)
                    setOpen(undefined)
                  }}
                  onClose={() => setOpen(undefined)}
                />
              </Suspense>
            )}
          </section>
        )
      })}
    </>
  )
}
