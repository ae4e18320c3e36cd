import { Clock, TriangleAlert } from 'lucide-react'
import type { Field, Money, Row } from '../../api/types'
import { isBlank } from '../../fields'
import { FieldValue } from '../../fields/field-value'
import { ago, date, dateOf, today } from '../../lib/date'
import { showMoney } from '../../lib/money'
import { cx } from '../../lib/text'
import { t } from '../../lib/words'
import { Avatar } from '../../ui/bits'
import { Called } from '../../ui/called'
import style from './card.module.css'
import { type BoardColumn, type CardParts, staleDays } from './columns'

interface CardFaceProps {
  row: Row
  parts: CardParts
  column: BoardColumn
}

const has = (row: Row, field: Field | undefined): field is Field =>
  field !== undefined && !isBlank(row.fields[field.name])

/** What a card says below its title. */
export function CardFace({ row, parts, column }: CardFaceProps) {
  const { under, amount, person, fact } = parts
  const who = has(row, person) ? row.refs[person.name]?.title : undefined
  const money = has(row, amount) && amount.type === 'money' ? (row.fields[amount.name] as Money) : undefined
  return (
    <>
      <div className={style.line}>
        <p className={cx('cut', 'name', style.under)} dir="auto">
          {has(row, under) && <Plain field={under} row={row} />}
        </p>
        <Stale row={row} column={column} />
      </div>
      <div className={style.foot}>
        {who && (
          <span data-tip={who} className={style.who}>
            <Avatar name={who} />
            <span className="sr">{who}</span>
          </span>
        )}
        {money ? (
          <span className={cx('num', style.amount)} data-tip={showMoney(money)}>
            {showMoney(money, { compact: true })}
          </span>
        ) : (
          has(row, amount ?? fact) && (
            <span className={cx('cut', style.fact)}>
              <FieldValue field={(amount ?? fact)!} row={row} dense />
            </span>
          )
        )}
        {!money && !has(row, amount) && has(row, fact) && amount && (
          <span className={cx('cut', style.fact)}>
            <FieldValue field={fact} row={row} dense />
          </span>
        )}
        <When row={row} field={parts.date} column={column} />
      </div>
    </>
  )
}

/** A reference below a title is a name, not a chip. */
const Plain = ({ field, row }: { field: Field; row: Row }) =>
  row.refs[field.name] ? (
    <Called of={row.refs[field.name]}>{row.refs[field.name]!.title}</Called>
  ) : (
    <FieldValue field={field} row={row} dense />
  )

function When({ row, field, column }: { row: Row; field: Field | undefined; column: BoardColumn }) {
  if (!has(row, field)) return null
  const value = row.fields[field.name]
  if (typeof value === 'number')
    return (
      <time className={style.date} data-tip={dateOf(value, 'full')}>
        {ago(value)}
      </time>
    )
  const day = String(value)
  const late = !column.end && day < today()
  return (
    <time
      className={late ? style.late : style.date}
      dateTime={day}
      data-tip={late ? t('board.late', { date: date(day, 'full') }) : date(day, 'full')}
    >
      {late && <Clock size={12} aria-hidden />}
      {date(day)}
    </time>
  )
}

/** Stood still too long: an icon and a word, never a colour alone. */
function Stale({ row, column }: { row: Row; column: BoardColumn }) {
  const days = staleDays(column, row.fields.stage_since_ms)
  if (days === undefined) return null
  return (
    <span className={style.stale} data-tip={t('board.stale_tip', { count: days })}>
      <TriangleAlert size={12} aria-hidden />
      {t('board.stale', { count: days })}
    </span>
  )
}
