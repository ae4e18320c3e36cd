import type { ApiError } from '../../api/api'
import { number } from '../../lib/fmt'
import { t } from '../../lib/words'

/** Too many tries: when the next one counts. */
export function waitText({ retryAfter = 60 }: ApiError): string {
  const [value, unit] = retryAfter < 90 ? [retryAfter, 'second'] : [Math.ceil(retryAfter / 60), 'minute']
  return t('login.later', { time: number(value, { style: 'unit', unit, unitDisplay: 'long' }) })
}
