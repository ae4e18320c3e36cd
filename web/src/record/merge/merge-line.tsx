import { useId } from 'react'
import type { Entity, Row } from '../../api/types'
import { isBlank, kindOf } from '../../fields'
import { FieldValue } from '../../fields/field-value'
import { t } from '../../lib/words'
import style from './merge.module.css'
import { type Differs, sourceOf, type Take } from './plan'

interface MergeLineProps {
  entity: Entity
  rows: readonly Row[]
  differs: Differs
  take: Take
  fault: string | undefined
  /** null: all of them, united */
  onTake: (id: string | null) => void
}

/** One field: what each of them says, and whose word will count. */
export function MergeLine({ entity, rows, differs, take, fault, onTake }: MergeLineProps) {
  const name = useId()
  const field = entity.fields[differs.name]
  if (!field) return null
  const source = sourceOf(differs, take)
  const textOf = (row: Row) => {
    const value = row.fields[field.name]
    return isBlank(value) ? t('field.empty') : kindOf(field).text(value, field, row)
  }
  return (
    <div role="radiogroup" aria-label={field.label} className={style.line} data-field={field.name}>
      <span className={style.label}>
        {field.label}
        {differs.from === null && (
          <label className={style.united}>
            <input type="radio" name={name} checked={source === null} onChange={() => onTake(null)} />
            {t('merge.united')}
          </label>
        )}
        {!differs.may && <small>{t('merge.fixed')}</small>}
      </span>
      {rows.map((row) => (
        <label key={row.id} className={style.cell} data-on={source === row.id || source === null || undefined}>
          <input
            type="radio"
            name={name}
            checked={source === row.id}
            disabled={!differs.may}
            onChange={() => onTake(row.id)}
            aria-label={`${row.title}: ${textOf(row)}`}
          />
          <span className={style.value}>
            {isBlank(row.fields[field.name]) ? (
              <span className="quiet">{t('field.empty')}</span>
            ) : (
              <FieldValue field={field} row={row} dense />
            )}
            <small className={style.whose} dir="auto" aria-hidden>
              {row.title}
            </small>
          </span>
        </label>
      ))}
      {fault && (
        <p role="alert" className={style.fault}>
          {fault}
        </p>
      )}
    </div>
  )
}
