import type { Entity, Row } from '../../api/types'
import { isBlank } from '../../fields'
import { FieldValue } from '../../fields/field-value'
import { fieldsOf } from '../../meta/use-meta'
import { type Draft, sumsOf } from './draft'
import style from './lines.module.css'

/** What it comes to: as stored, or as it will be. */
export function Sums({
  entity,
  row,
  drafts,
  edited,
}: {
  entity: Entity
  row: Row
  drafts: readonly Draft[]
  edited: boolean
}) {
  const fields = fieldsOf(entity, Object.values(entity.lines!.sums))
  const sums = edited ? { ...row.fields, ...sumsOf(entity.lines!, drafts) } : row.fields
  const there = fields.filter(({ name }) => !isBlank(sums[name]))
  return (
    <dl className={style.sums} aria-live="polite">
      {there.map((field) => (
        <div key={field.name}>
          <dt>{field.label}</dt>
          <dd>
            <FieldValue field={field} row={{ fields: sums, refs: {} }} dense />
          </dd>
        </div>
      ))}
    </dl>
  )
}
