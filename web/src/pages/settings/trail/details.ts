import { t } from '../../../lib/words'

/** Names of details the server writes that have a word here; another one stands as it is. */
const known = [
  'agent',
  'again',
  'as',
  'by',
  'count',
  'fields',
  'from',
  'job',
  'jobs',
  'kind',
  'level',
  'limit',
  'login',
  'merge',
  'name',
  'of',
  'reason',
  'records',
  'role',
  'rows',
  'rule',
  'scopes',
  'session',
  'to',
  'until',
  'what',
  'where',
  'why',
  'with',
  'words',
] as const
type Known = (typeof known)[number]
const isKnown = (name: string): name is Known => (known as readonly string[]).includes(name)

export const detailName = (name: string): string => (isKnown(name) ? t(`trail.detail.${name}`) : name)

const ways = ['web', 'api', 'import', 'job', 'command', 'undo', 'merge', 'link'] as const
const isWay = (text: string): text is (typeof ways)[number] => (ways as readonly string[]).includes(text)

/** A detail as text: lists with commas, the rest as it was written. */
export function detailText(name: string, value: unknown): string {
  if (name === 'via' && typeof value === 'string' && isWay(value)) return t(`trail.via.${value}`)
  if (Array.isArray(value)) return value.map((one) => detailText(name, one)).join(', ')
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}
