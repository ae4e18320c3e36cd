import { Clock } from 'lucide-react'
import type { Entity, Field, Row, Value } from '../api/types'
import { isBlank } from '../fields'
import { FieldValue } from '../fields/field-value'
import { today } from '../lib/date'
import { cx } from '../lib/text'
import { t } from '../lib/words'
import { mayChange } from '../meta/may'
import { fieldsOf } from '../meta/use-meta'
import { changeRow } from '../store/records'
import { offerUndo } from '../store/undo'
import { useRow } from '../store/use-record'
import { Checkbox } from '../ui/checkbox'
import { Link } from '../ui/link'
import { Signature } from '../ui/signature'
import { toast } from '../ui/toast'
import { dueOf, tickOf } from './about'
import style from './activity-card.module.css'

interface CardProps {
  entity: Entity | undefined
  row: Row
  /** the id of the record whose page this is: what belongs to another one says so */
  home: string
  /** when it stands in the stream: facts that only repeat it are left out */
  at?: number
}

const isLate = (due: Value | undefined) =>
  typeof due === 'number' ? due < Date.now() : typeof due === 'string' && due < today()

/** A note, a call, a task …: who, what kind, and what it says. Live: ticking it off here shows everywhere. */
export function ActivityCard({ entity, row: given, home, at }: CardProps) {
  const row = useRow(given.entity, given.id) ?? given
  if (!entity) return <p dir="auto">{row.title}</p>
  const { face } = entity
  const to = `/${row.entity}/${row.id}`
  const tick = tickOf(entity)
  const due = tick && dueOf(entity)
  const done = tick ? row.fields[tick.name] === true : false
  const who = row.refs.owner?.title ?? row.refs.created_by?.title
  const about = Object.values(entity.fields).find((f) => f.type === 'any')
  const elsewhere = about && row.refs[about.name]?.id !== home
  const badge = face.badge ? entity.fields[face.badge] : undefined
  const facts = fieldsOf(entity, face.facts).filter(
    (f) =>
      f !== tick &&
      f !== due &&
      f.name !== 'owner' &&
      !f.system &&
      !isBlank(row.fields[f.name]) &&
      row.fields[f.name] !== at,
  )
  const long = longOf(entity, row)
  return (
    <>
      <p className={style.head}>
        {who && <b dir="auto">{who}</b>}
        <Link to={to} className={style.kind}>
          {entity.label[0]}
        </Link>
        {badge && !isBlank(row.fields[badge.name]) && <FieldValue field={badge} row={row} dense />}
      </p>
      <div className={cx(style.card, done && style.done)}>
        {tick && <Tick row={row} tick={tick} />}
        <div className={style.text}>
          {row.title && (
            <Link to={to} className={style.title} dir="auto">
              {row.title}
            </Link>
          )}
          {long && (
            <p className={style.long} dir="auto">
              {long}
            </p>
          )}
          {typeof row.fields.signature === 'string' && (
            <Signature strokes={row.fields.signature} label={t('timeline.signature')} />
          )}
          {(facts.length > 0 || (due && !isBlank(row.fields[due.name])) || elsewhere) && (
            <p className={style.facts}>
              {due && !isBlank(row.fields[due.name]) && (
                <span className={cx(!done && isLate(row.fields[due.name]) && style.late)}>
                  <Clock size={12} aria-hidden /> <FieldValue field={due} row={row} dense />
                  {!done && isLate(row.fields[due.name]) && ` · ${t('timeline.late')}`}
                </span>
              )}
              {facts.map((field) => (
                <FieldValue key={field.name} field={field} row={row} dense />
              ))}
              {elsewhere && about && <FieldValue field={about} row={row} />}
            </p>
          )}
        </div>
      </div>
    </>
  )
}

/** The words of an activity whose title is something else than its text. */
function longOf(entity: Entity, row: Row): string | undefined {
  const field = Object.values(entity.fields).find((f) => f.type === 'long_text' || f.type === 'rich_text')
  const text = field && row.fields[field.name]
  return typeof text === 'string' && text !== row.title && text.trim() ? text : undefined
}

export function Tick({ row, tick }: { row: Row; tick: Field }) {
  const done = row.fields[tick.name] === true
  const flip = (on: boolean) => {
    const set = (value: boolean) => changeRow(row.entity, row.id, { [tick.name]: value })
    set(on).then(
      () => offerUndo({ done: on ? t('timeline.ticked', { title: row.title }) : undefined, undo: () => set(!on) }),
      (error: Error) => toast(error.message, { tone: 'danger' }),
    )
  }
  return (
    <Checkbox
      className={style.tick}
      label={t('timeline.tick', { field: tick.label, title: row.title })}
      hideLabel
      checked={done}
      disabled={!mayChange(row, tick)}
      onChange={flip}
    />
  )
}
