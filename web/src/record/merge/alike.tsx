import type { Entity } from '../../api/types'
import { FieldValue } from '../../fields/field-value'
import { t } from '../../lib/words'
import style from './alike.module.css'
import { alike, type Plan } from './plan'

/** What all of them say alike, folded away. */
export function Alike({ entity, plan }: { entity: Entity; plan: Plan }) {
  const fields = alike(entity, plan)
  const [first] = plan.rows
  if (!first || fields.length === 0) return null
  return (
    <details className={style.alike}>
      <summary>{t('merge.alike', { count: fields.length })}</summary>
      <dl>
        {fields.map((field) => (
          <div key={field.name}>
            <dt>{field.label}</dt>
            <dd>
              <FieldValue field={field} row={first} dense />
            </dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
