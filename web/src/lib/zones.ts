import { collator, dateFormat } from './fmt'

/** "GMT+7" of a zone, as it is now. */
const offset = (zone: string): string =>
  dateFormat({ timeZone: zone, timeZoneName: 'shortOffset' }, 'en-GB')
    .formatToParts()
    .find((p) => p.type === 'timeZoneName')?.value ?? ''

/** Every zone the browser knows; its city is what one types, its distance from GMT stands below. */
export function zoneOptions(own: string): { id: string; label: string; under: string }[] {
  const known = Intl.supportedValuesOf('timeZone')
  const all = known.includes(own) ? known : [own, ...known]
  const sort = collator()
  return all
    .map((id) => ({ id, label: id.replaceAll('_', ' ').replace('/', ' / '), under: offset(id) }))
    .sort((a, b) => sort.compare(a.label, b.label))
}
