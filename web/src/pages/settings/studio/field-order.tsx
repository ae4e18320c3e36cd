import { Plus, X } from 'lucide-react'
import { cx } from '../../../lib/text'
import { t } from '../../../lib/words'
import { IconButton } from '../../../ui/button'
import { MenuButton } from '../../../ui/menu-button'
import style from './edit.module.css'
import { Sortable } from './sortable'
import type { Draft } from './use-draft'

interface FieldOrderProps {
  draft: Draft
  label: string
  names: readonly string[]
  /** what may be added */
  among: readonly string[]
  /** so many at most */
  most?: number
  onChange: (names: string[]) => void
}

/** Some fields in an order: pulled, taken out, and one more put behind them. */
export function FieldOrder({ draft, label, names, among, most = 60, onChange }: FieldOrderProps) {
  const rest = among.filter((name) => !names.includes(name))
  const title = (name: string) => draft.fieldLabel(name)
  return (
    <>
      <Sortable label={label} ids={names} nameOf={title} onMove={onChange}>
        {(name) => (
          <>
            <span className={cx(style.grow, 'name')} dir="auto">
              {title(name)}
            </span>
            <IconButton
              label={t('studio.take_out', { name: title(name) })}
              icon={X}
              small
              onClick={() => onChange(names.filter((other) => other !== name))}
            />
          </>
        )}
      </Sortable>
      {rest.length > 0 && names.length < most && (
        <MenuButton
          label={t('studio.put_in', { list: label })}
          groups={[{ items: rest.map((id) => ({ id, label: title(id) })) }]}
          onAction={(id) => onChange([...names, id])}
        >
          {(trigger) => (
            <button {...trigger} type="button" className={style.putIn}>
              <Plus size={14} aria-hidden />
              {t('studio.field_put_in')}
            </button>
          )}
        </MenuButton>
      )}
    </>
  )
}
