import { type CSSProperties, useId } from 'react'
import type { Entity, Fault } from '../../api/types'
import { cx } from '../../lib/text'
import { t } from '../../lib/words'
import { isPerson } from '../../meta/use-meta'
import { Avatar } from '../../ui/bits'
import { Called } from '../../ui/called'
import { underOf } from '../about'
import { walk } from './keys'
import style from './merge.module.css'
import { MergeLine } from './merge-line'
import { type Differs, inOrder, type Plan, type Take } from './plan'

interface MergeTableProps {
  entity: Entity
  plan: Plan
  stays: string
  take: Take
  faults: readonly Fault[]
  onStays: (id: string) => void
  onTake: (name: string, id: string | null) => void
}

/** A column for each record, a line for each field in which they differ. */
export function MergeTable({ entity, plan, stays, take, faults, onStays, onTake }: MergeTableProps) {
  const name = useId()
  const { choices, single } = inOrder(plan)
  const lines = (title: string, differs: readonly Differs[]) =>
    differs.length > 0 && (
      <>
        <h3 className={style.part}>{title}</h3>
        {differs.map((one) => (
          <MergeLine
            key={one.name}
            {...{ entity, take }}
            rows={plan.rows}
            differs={one}
            fault={faults.find((f) => f.at === one.name || f.at === `take.${one.name}`)?.text}
            onTake={(id) => onTake(one.name, id)}
          />
        ))}
      </>
    )
  return (
    <div className={style.scroller}>
      <div className={style.table} style={{ '--records': plan.rows.length } as CSSProperties} onKeyDown={walk}>
        <div role="radiogroup" aria-label={t('merge.into')} className={cx(style.line, style.heads)}>
          <span className={style.label}>{t('merge.into')}</span>
          {plan.rows.map((row) => (
            <label key={row.id} className={style.head} data-on={row.id === stays || undefined}>
              <input
                type="radio"
                name={name}
                checked={row.id === stays}
                onChange={() => onStays(row.id)}
                aria-label={t('merge.keep', { title: row.title })}
              />
              <Avatar name={row.title} person={isPerson(entity.name)} />
              <span className={style.who}>
                <strong>
                  <Called of={row}>{row.title}</Called>
                </strong>
                {underOf(entity, row) && <small dir="auto">{underOf(entity, row)}</small>}
                <small className={style.fate}>{t(row.id === stays ? 'merge.stays' : 'merge.goes')}</small>
              </span>
            </label>
          ))}
        </div>
        {lines(t('merge.choices'), choices)}
        {lines(t('merge.single'), single)}
        {plan.differs.length === 0 && <p className={style.part}>{t('merge.none')}</p>}
      </div>
    </div>
  )
}
