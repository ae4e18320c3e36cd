import { count } from '../../../lib/fmt'
import { t } from '../../../lib/words'
import { useMeta } from '../../../meta/use-meta'
import type { Plan } from './api'
import edit from './edit.module.css'

/** How many records a change touches, and what it means in the database. */
export function PlanFacts({ plan }: { plan: Plan }) {
  const { entities } = useMeta()
  const touched = plan.touches.filter((one) => one.records > 0)
  const args = (one: (typeof touched)[number]) => ({
    entity: entities[one.entity]?.label[1] ?? one.entity,
    count: count(one.records, one.exact),
  })
  const anew = plan.anew?.filter((one) => one.records > 0) ?? []
  const said = [
    ...touched.map((one) => t('studio.touches', args(one))),
    ...anew.map((one) => t('studio.anew', args(one))),
  ]
  return (
    <>
      <p className={edit.note}>{said.join(' ') || t('studio.touches_none')}</p>
      {plan.statements.length > 0 && (
        <details className={edit.more}>
          <summary>{t('studio.sql', { count: plan.statements.length })}</summary>
          <pre dir="ltr">{plan.statements.join('\n')}</pre>
        </details>
      )}
    </>
  )
}
