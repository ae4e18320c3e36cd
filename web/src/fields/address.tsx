import { lazy } from 'react'
import type { Address } from '../api/types'
import { comma, displayName } from '../lib/fmt'
import type { FieldKind } from './field-kind'

const east = /[\u3400-\u9fff]/

/** Signs follow each other without a gap; a country whose name has other letters stands behind. */
const inSigns = (parts: string[], land: string) =>
  land && !east.test(land) ? parts.join('') + comma() + land : land + parts.join('')

/** From small to large, in Chinese and Persian from large to small; the country, a code on the wire, by its name. */
function write(value: Address): string {
  const { street, ward, district, city, region, post, country = '' } = value
  const land = /^[A-Z]{2}$/.test(country) ? displayName('region', country) : country
  const parts = [street, ward, district, city, region, post].filter((part): part is string => !!part)
  const text = parts.join('')
  if (east.test(text)) return inSigns(parts.reverse(), land)
  if (land) parts.push(land)
  return (/[\u0600-\u06ff]/.test(text) ? parts.reverse() : parts).join(comma())
}

export const address: FieldKind<Address> = {
  align: 'start',
  width: 240,
  read: (typed) => (typed.trim() ? { street: typed.trim() } : null),
  text: write,
  Show: ({ value }) => <span dir="auto">{write(value)}</span>,
  Edit: lazy(() => import('./parts-edit').then((m) => ({ default: m.AddressEdit }))),
}
