import { SlidersHorizontal } from 'lucide-react'
import { lazy, memo, Suspense, useState } from 'react'
import { t, withWords } from '../../../lib/words'
import { useMeta } from '../../../meta/use-meta'
import { LevelButton } from './level-button'
import { levelText, rightText } from './level-text'
import style from './rights.module.css'
import { roleName } from './role-name'
import { cellKey, isRule, type Level, placeOf, type Sheet, type SheetEntity } from './sheet'
import type { Draft } from './use-sheet'

const FieldLevels = lazy(() => import('./field-levels').then((m) => ({ default: m.FieldLevels })))
const RuleDialog = lazy(() => withWords('lists', import('./rule-dialog')).then((m) => ({ default: m.RuleDialog })))

interface EntityRowProps {
  sheet: Sheet
  draft: Draft
  entity: SheetEntity
  role: string
  other: string | undefined
  /** of all that changes on it */
  mark: string
}

const still = (a: EntityRowProps, b: EntityRowProps) =>
  a.mark === b.mark && a.sheet === b.sheet && a.entity === b.entity && a.role === b.role && a.other === b.other

/** Records without an owner are nobody's: all of them, or none. */
const choicesOf = (sheet: Sheet, entity: SheetEntity): Level[] => [false, ...(entity.owner ? sheet.levels : []), true]

/** What one role may do with one kind of record: drawn anew only when that changes. */
export const EntityRow = memo(function EntityRow({ sheet, draft, entity, role, other }: EntityRowProps) {
  const known = useMeta().entities[entity.name]
  const name = known?.label[1] ?? entity.name
  const [open, setOpen] = useState<'fields' | { rule: string }>()
  const close = () => setOpen(undefined)
  const guarded = entity.fields.filter(
    (f) => draft.level(cellKey(role, entity.name, 'fields', f.name)) !== 'change' && !f.private,
  ).length
  const faulty = [...draft.changes.keys()].some((key) => {
    const [r, e, right] = placeOf(key)
    return r === role && e === entity.name && right === 'fields' && draft.fault(key)
  })
  return (
    <tr>
      <th scope="row">
        <span className={style.head}>
          <span className={style.name}>{name}</span>
          <button
            type="button"
            className={style.fields}
            onClick={() => setOpen('fields')}
            data-faulty={faulty || undefined}
          >
            <SlidersHorizontal size={13} aria-hidden />
            <span className="sr">{name}: </span>
            {guarded > 0 ? t('rights.fields_kept', { count: guarded }) : t('rights.fields')}
          </button>
        </span>
        {open === 'fields' && (
          <Suspense>
            <FieldLevels sheet={sheet} draft={draft} entity={entity} name={name} role={role} onClose={close} />
          </Suspense>
        )}
      </th>
      {sheet.rights.map((right, i) => {
        const key = cellKey(role, entity.name, right)
        const value = draft.level(key)
        const fault = draft.fault(key)
        const theirs = other === undefined ? undefined : draft.level(cellKey(other, entity.name, right))
        const everybody = role === '*' ? false : draft.level(cellKey('*', entity.name, right))
        return (
          <td
            key={right}
            data-label={rightText(right)}
            data-differs={(theirs !== undefined && theirs !== value) || undefined}
          >
            <LevelButton
              label={`${name}, ${rightText(right)}`}
              value={value}
              choices={choicesOf(sheet, entity)}
              own={draft.own(key)}
              changed={draft.changes.has(key)}
              fault={fault}
              first={i === 0}
              onChange={(level) => draft.put(key, level)}
              onRule={() => setOpen({ rule: right })}
            />
            {theirs !== undefined && theirs !== value && (
              <small>{t('rights.also', { role: roleName(sheet, other ?? ''), level: levelText(theirs) })}</small>
            )}
            {everybody !== false && everybody !== value && value !== true && (
              <small>{t('rights.also', { role: t('rights.everybody'), level: levelText(everybody) })}</small>
            )}
            {fault && (
              <small role="alert" className={style.fault}>
                {fault}
              </small>
            )}
            {known && typeof open === 'object' && open.rule === right && (
              <Suspense>
                <RuleDialog
                  title={`${name}: ${rightText(right)}`}
                  entity={known}
                  value={value !== null && isRule(sheet, value) ? value : ''}
                  onUse={(rule) => {
                    draft.put(key, rule)
                    close()
                  }}
                  onClose={close}
                />
              </Suspense>
            )}
          </td>
        )
      })}
    </tr>
  )
}, still)
