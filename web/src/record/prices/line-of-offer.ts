import type { Lines } from '../../api/lines'
import type { Offer, PriceWish } from '../../api/prices'
import type { Entity, Fields } from '../../api/types'
import { number } from '../../lib/fmt'

/** So much for each, and nothing else: then the line multiplies as the rate did. */
const isPlain = ({ lines }: Offer): boolean =>
  lines.length === 1 && lines[0]?.part === 'each' && lines[0].price !== undefined && (lines[0].per ?? 1) === 1

/**
 * A rate as a line: where it is more than a price for each (a fixed charge, a least amount, a price per hundred) the line is
 * one of what it comes to, and its text says how much was asked for.
 */
export function lineOfOffer(list: Entity, { priced }: Lines, offer: Offer, { quantity = 1 }: PriceWish): Fields {
  const plain = isPlain(offer)
  const unit = list.price?.quantity ? list.fields[list.price.quantity]?.unit : undefined
  const much = [number(quantity, { maximumFractionDigits: 6 }), unit].filter(Boolean).join('\u00a0')
  const text = plain || quantity === 1 ? offer.record.title : `${offer.record.title} (${much})`
  return {
    ...(priced?.text ? { [priced.text]: text } : {}),
    ...(priced?.quantity ? { [priced.quantity]: plain ? quantity : 1 } : {}),
    ...(priced?.price ? { [priced.price]: plain ? offer.lines[0]!.price! : offer.total } : {}),
  }
}
