import { GripVertical } from 'lucide-react'
import type { Entity, Field } from '../../api/types'
import { kindOf } from '../../fields'
import { t } from '../../lib/words'
import { type Draft, faultOf } from './draft'
import { HeadingRow, isOptional } from './heading-row'
import { LineCell } from './line-cell'
import { LineMenu } from './line-menu'
import style from './lines.module.css'
import row from './row.module.css'
import type { LinesHandle } from './use-lines'
import { useRowDrag } from './use-row-drag'

/** How wide: a unit or a code is short. */
export const typeOf = ({ type, max }: Field): string =>
  type === 'text' && max !== undefined && max <= 40 ? 'short' : type

interface LineRowProps {
  entity: Entity
  line: Entity
  handle: LinesHandle
  draft: Draft
  nth: number
  columns: readonly Field[]
  /** nothing can be typed */
  shown: boolean
  cur: string
}

/** A line, and what stands above it. */
export function LineRow({ entity, line, handle, draft, nth, columns, shown, cur }: LineRowProps) {
  const { refused, drafts } = handle
  const drag = useRowDrag(draft.key, handle, !shown)
  const beside = isOptional(entity, draft) && line.fields[entity.lines!.optional!]?.label
  return (
    <>
      <HeadingRow {...{ entity, line, draft, handle, shown }} wide={columns.length} />
      <tr
        ref={drag.row}
        className={row.row}
        data-over={drag.over}
        aria-label={t('lines.of', { n: nth + 1 })}
        data-nth={nth}
        data-new={!draft.row || undefined}
        data-optional={beside ? true : undefined}
      >
        {columns.map((field) => (
          <td key={field.name} data-label={field.label} data-align={kindOf(field).align} data-type={typeOf(field)}>
            <LineCell
              {...{ field, draft, handle, shown, cur }}
              fault={refused && faultOf(refused.faults, refused.places, draft.key, field.name)}
            />
            {beside && field.name === line.face.title && <em className={row.beside}>{beside}</em>}
          </td>
        ))}
        {!shown && (
          <td className={style.menu}>
            <span ref={drag.grip} className={row.grip} aria-hidden>
              <GripVertical size={14} strokeWidth={1.75} />
            </span>
            <LineMenu {...{ entity, line, handle, draft, nth }} last={nth === drafts.length - 1} />
          </td>
        )}
      </tr>
    </>
  )
}
