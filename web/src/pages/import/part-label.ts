import { t } from '../../lib/words'

/** What a part of a name or an address is called. */
export const partLabel = (type: string, part: string): string =>
  type === 'address' ? t(`address.${part as 'city'}`) : t(`name.${part as 'family'}`)
