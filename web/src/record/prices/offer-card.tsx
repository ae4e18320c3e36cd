import { Plus } from 'lucide-react'
import type { Offer, PriceLine } from '../../api/prices'
import type { Entity } from '../../api/types'
import { FieldValue } from '../../fields/field-value'
import { number } from '../../lib/fmt'
import { showMoney } from '../../lib/money'
import { t } from '../../lib/words'
import { Pill } from '../../ui/bits'
import { Button } from '../../ui/button'
import { Link } from '../../ui/link'
import style from './prices.module.css'

interface OfferCardProps {
  entity: Entity
  offer: Offer
  /** the unit of the quantity */
  unit: string | undefined
  onPick?: ((offer: Offer) => void) | undefined
}

const hues = { cheapest: 150, fastest: 220 }

/** One rate that holds: what it comes to, how, and of whom it is. */
export function OfferCard({ entity, offer, unit, onPick }: OfferCardProps) {
  const { record, total, worth, days, best } = offer
  const facts = (entity.price?.by ?? []).flatMap((name) => {
    const field = entity.fields[name]
    const value = record.fields[name]
    return field && value !== undefined && value !== null && name !== entity.face.title ? [field] : []
  })
  return (
    <li className={style.offer} data-offer={record.id}>
      <div className={style.head}>
        <Link to={`/${record.entity}/${record.id}`} className={style.title}>
          {record.title}
        </Link>
        {best.map((one) => (
          <Pill key={one} hue={hues[one]}>
            {t(`prices.best.${one}`)}
          </Pill>
        ))}
        <span className={style.days}>{days !== null && t('prices.days', { days })}</span>
        <strong className={style.total}>{showMoney(total)}</strong>
        {onPick && (
          <Button icon={Plus} onClick={() => onPick(offer)} aria-label={t('prices.take_named', { name: record.title })}>
            {t('prices.take')}
          </Button>
        )}
      </div>
      <div className={style.facts}>
        {facts.map((field) => (
          <span key={field.name} className={style.fact}>
            <FieldValue field={field} row={record} dense />
          </span>
        ))}
        <span className={style.worth}>
          {worth === null
            ? t('prices.no_worth')
            : worth.cur !== total.cur && t('prices.worth', { amount: showMoney(worth) })}
        </span>
      </div>
      <ul className={style.lines} aria-label={t('prices.explain')}>
        {offer.lines.map((line) => (
          <li key={line.part}>
            <span>
              {entity.fields[line.field]?.label ?? line.field}
              <span className={style.how}>{how(line, total, unit)}</span>
            </span>
            <span className="num">{showMoney(line.amount)}</span>
          </li>
        ))}
      </ul>
    </li>
  )
}

/** An amount keeps its own direction between words of another: digits and signs alone run from the left. */
const apart = (text: string) => `${/\p{Script=Arabic}/u.test(text) ? '\u2067' : '\u2066'}${text}\u2069`

function how({ part, price, quantity, per }: PriceLine, total: Offer['total'], unit: string | undefined): string {
  if (part === 'least') return t('prices.least', { amount: apart(showMoney(total)) })
  if (part === 'fixed' || !price || quantity === undefined) return ''
  const many = (n: number) => apart(number(n, { maximumFractionDigits: 6 }) + (unit ? `\u00a0${unit}` : ''))
  const said = { price: apart(showMoney(price)), quantity: many(quantity) }
  return per !== undefined && per !== 1 ? t('prices.each_per', { ...said, per: many(per) }) : t('prices.each', said)
}
