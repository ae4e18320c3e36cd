import { t } from '../../../lib/words'
import type { Sheet } from './sheet'

/** What a role is called; "*" is everybody. */
export const roleName = (sheet: Sheet, key: string): string =>
  key === '*' ? t('rights.everybody') : (sheet.roles.find((r) => r.key === key)?.name ?? key)
