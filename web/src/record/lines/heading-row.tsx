import type { Entity } from '../../api/types'
import { inputClass, typedDir } from '../../ui/text-field'
import type { Draft } from './draft'
import style from './row.module.css'
import type { LinesHandle } from './use-lines'

export const isOptional = ({ lines }: Entity, { fields }: Draft): boolean =>
  lines?.optional !== undefined && fields[lines.optional] === true

interface HeadingRowProps {
  entity: Entity
  line: Entity
  draft: Draft
  handle: LinesHandle
  shown: boolean
  /** columns of the table */
  wide: number
}

/** The heading of those behind it: begun in the menu of a line; emptied, it is gone when it is stored. */
export function HeadingRow({ entity, line, draft, handle, shown, wide }: HeadingRowProps) {
  const field = line.fields[entity.lines?.heading ?? '']
  const value = field && draft.fields[field.name]
  if (!field || typeof value !== 'string' || (shown && value === '')) return null
  return (
    <tr className={style.heading}>
      <th colSpan={shown ? wide : wide + 1} scope="rowgroup">
        {shown ? (
          <bdi>{value}</bdi>
        ) : (
          <input
            className={inputClass}
            aria-label={field.label}
            placeholder={field.label}
            value={value}
            maxLength={field.max}
            dir={typedDir(value)}
            autoFocus={value === ''}
            onChange={(event) => handle.change(draft.key, { [field.name]: event.target.value })}
          />
        )}
      </th>
    </tr>
  )
}
