import { Fragment } from 'react'
import { t } from '../../lib/words'
import type { Column, Offer, OfferLine, Told } from './offer'
import style from './paper.module.css'
import { isNumber, told } from './told'

type Shown = Column & { value: Told }

/** What is offered, as on a sheet of paper: what it is about, the lines, what it comes to, what else was agreed. */
export function Paper({ offer }: { offer: Offer }) {
  const fields = offer.fields ?? []
  const sums = fields.filter((f) => f.type === 'money')
  const long = fields.filter((f) => f.type === 'long_text')
  const facts = fields.filter((f) => !sums.includes(f) && !long.includes(f))
  return (
    <>
      <dl className={style.facts}>
        {facts.map((field) => (
          <div key={field.name}>
            <dt>{field.label}</dt>
            <dd>
              <bdi>{told(field, field.value)}</bdi>
            </dd>
          </div>
        ))}
      </dl>
      {offer.lines && offer.lines.rows.length > 0 && <Lines {...offer.lines} />}
      <Sums sums={sums} />
      {long.map((field) => (
        <section key={field.name} className={style.long}>
          <h2>{field.label}</h2>
          <p dir="auto">{told(field, field.value)}</p>
        </section>
      ))}
    </>
  )
}

/** A column that says nothing in any line is not shown. */
const saysSomething = (rows: OfferLine[], i: number) =>
  rows.some(({ cells }) => cells[i] !== null && cells[i] !== '' && cells[i] !== 0)

/** On a phone each line is a card, with what its columns are called. */
function Lines({ columns, rows }: NonNullable<Offer['lines']>) {
  const shown = columns.map((column, i) => ({ column, i })).filter(({ i }) => saysSomething(rows, i))
  return (
    <table className={style.lines}>
      <thead>
        <tr>
          {shown.map(({ column }) => (
            <th key={column.name} scope="col" data-number={isNumber(column) || undefined}>
              {column.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ cells, heading, optional }, n) => (
          <Fragment key={n}>
            {heading && (
              <tr className={style.heading}>
                <th colSpan={shown.length} scope="rowgroup">
                  <bdi>{heading}</bdi>
                </th>
              </tr>
            )}
            <tr data-optional={optional}>
              {shown.map(({ column, i }, nth) => (
                <td
                  key={column.name}
                  data-number={isNumber(column) || undefined}
                  data-label={column.label}
                  data-none={!cells[i] || undefined}
                >
                  <bdi>{told(column, cells[i] ?? null)}</bdi>
                  {optional && nth === 0 && <em>{t('offer.optional')}</em>}
                </td>
              ))}
            </tr>
          </Fragment>
        ))}
      </tbody>
    </table>
  )
}

/** The last one is what they pay. */
function Sums({ sums }: { sums: Shown[] }) {
  return (
    <dl className={style.sums}>
      {sums.map((field) => (
        <div key={field.name}>
          <dt>{field.label}</dt>
          <dd>
            <bdi>{told(field, field.value)}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  )
}
