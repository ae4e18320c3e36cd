import { cx } from '../../../lib/text'
import { t } from '../../../lib/words'
import { MenuButton } from '../../../ui/menu-button'
import { levelText, reachOf } from './level-text'
import style from './rights.module.css'
import type { Level } from './sheet'

interface LevelButtonProps {
  /** whose and what: "Deals: change" */
  label: string
  value: Level | null
  of?: 'record' | 'field'
  choices: readonly Level[]
  /** this company's own word, not the pack's */
  own: boolean
  /** about to be another */
  changed: boolean
  fault?: string
  /** the first of its row: Tab goes from row to row, arrows within */
  first?: boolean
  onChange: (level: Level | null) => void
  /** another rule, in words of the rule language */
  onRule?: () => void
}

/** One level: what it is, in a word and a tint; the menu says what it may be. */
export function LevelButton(props: LevelButtonProps) {
  const { label, value, of = 'record', choices, own, changed, fault, first, onChange, onRule } = props
  const text = levelText(value, of)
  const rule = of === 'record' && typeof value === 'string' && !choices.includes(value)
  const pick = (id: string) => {
    if (id === 'rule') onRule?.()
    else if (id === 'delivered') onChange(null)
    else onChange(choices.find((level) => String(level) === id) ?? false)
  }
  const groups = [
    { items: choices.map((level) => ({ id: String(level), label: levelText(level, of), checked: level === value })) },
    ...(onRule ? [{ items: [{ id: 'rule', label: t('rights.rule'), checked: rule }] }] : []),
    ...(own || changed ? [{ items: [{ id: 'delivered', label: t('rights.delivered'), checked: false }] }] : []),
  ]
  return (
    <MenuButton label={label} groups={groups} onAction={pick}>
      {(trigger) => (
        <button
          {...trigger}
          type="button"
          className={cx(style.level, fault !== undefined && style.faulty)}
          data-reach={reachOf(value)}
          data-changed={changed || undefined}
          data-level
          tabIndex={first === false ? -1 : 0}
          aria-label={t('rights.cell', { label, level: text })}
          aria-invalid={fault !== undefined || undefined}
          data-tip={rule ? value : undefined}
        >
          {text}
          {own && <i className={style.own} aria-hidden />}
        </button>
      )}
    </MenuButton>
  )
}
