import { Check, Minus } from 'lucide-react'
import { fold } from '../lib/text'
import { t } from '../lib/words'
import { Switch } from '../ui/checkbox'
import type { FieldKind } from './field-kind'

const yes = new Set(['yes', 'y', 'true', '1', 'x', 'co', 'đung', 'dung', 'بله', '是'])
const no = new Set(['no', 'n', 'false', '0', 'khong', 'sai', 'خیر', '否'])

export const bool: FieldKind<boolean> = {
  align: 'start',
  width: 90,
  read: (typed) => {
    const word = fold(typed).trim()
    return word === '' ? null : yes.has(word) ? true : no.has(word) ? false : undefined
  },
  text: (value) => (value ? t('field.yes') : t('field.no')),
  Show: ({ value, dense }) => {
    const word = value ? t('field.yes') : t('field.no')
    const Icon = value ? Check : Minus
    return dense ? <Icon size={15} aria-label={word} role="img" /> : word
  },
  Edit: ({ field, value, onDone, hideLabel, autoFocus }) => (
    <Switch
      label={field.label}
      hideLabel={hideLabel}
      autoFocus={autoFocus}
      checked={value === true}
      onChange={(on) => onDone(on)}
    />
  ),
}
