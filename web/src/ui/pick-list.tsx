import { Search } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import type { Past } from '../lib/past'
import { t } from '../lib/words'
import { Called } from './called'
import style from './pick-list.module.css'
import { typedDir } from './text-field'

export interface PickItem extends Past {
  id: string
  label: string
  /** before the label: an icon, an avatar */
  lead?: ReactNode
  /** at the end of the line: a key, what it belongs to */
  end?: ReactNode
}

export interface PickGroup {
  id: string
  label?: string
  items: readonly PickItem[]
}

interface PickListProps {
  /** of the field: what one types here */
  label: string
  placeholder?: string
  typed: string
  onType: (typed: string) => void
  groups: readonly PickGroup[]
  onPick: (id: string) => void
  /** where nothing fits */
  empty?: ReactNode
}

/** A field and below it what it finds: type, walk with the arrows, Enter picks. The focus never leaves the field. */
export function PickList({ label, placeholder, typed, onType, groups, onPick, empty }: PickListProps) {
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const shown = groups.filter((g) => g.items.length > 0)
  const ids = shown.flatMap((g) => g.items.map((item) => item.id))
  const [chosen, setChosen] = useState<string>()
  // What was active may be gone with the next letter: then the first one is.
  const active = chosen !== undefined && ids.includes(chosen) ? chosen : ids[0]
  const optionId = (item: string) => `${id}-${ids.indexOf(item)}`

  // biome-ignore lint/correctness/useExhaustiveDependencies: another word, another first
  useEffect(() => setChosen(undefined), [typed])
  useEffect(() => {
    list.current?.querySelector(`[data-id="${CSS.escape(active ?? '')}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [active])

  const keys = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key]
    if (step !== undefined && ids.length) {
      event.preventDefault()
      const at = ids.indexOf(active ?? '')
      const to = Math.abs(step) === 1 ? (at + step + ids.length) % ids.length : at + step
      setChosen(ids[Math.max(0, Math.min(ids.length - 1, to))])
    } else if (event.key === 'Enter' && active !== undefined) {
      event.preventDefault()
      onPick(active)
    }
  }

  return (
    <div className={style.pick}>
      <div className={style.field}>
        <Search size={16} strokeWidth={1.75} aria-hidden />
        <input
          type="text"
          role="combobox"
          aria-label={label}
          aria-expanded
          aria-autocomplete="list"
          aria-controls={`${id}l`}
          aria-activedescendant={active === undefined ? undefined : optionId(active)}
          placeholder={placeholder ?? label}
          autoComplete="off"
          spellCheck={false}
          dir={typedDir(typed)}
          value={typed}
          onChange={(event) => onType(event.target.value)}
          onKeyDown={keys}
          autoFocus
        />
      </div>
      <div className={style.list} role="listbox" id={`${id}l`} aria-label={label} ref={list} tabIndex={-1}>
        {shown.map((group) => (
          <div key={group.id} role="group" aria-label={group.label ?? label}>
            {group.label && (
              <div className={style.group} aria-hidden>
                {group.label}
              </div>
            )}
            {group.items.map((item) => (
              <div
                key={item.id}
                id={optionId(item.id)}
                data-id={item.id}
                role="option"
                tabIndex={-1}
                aria-selected={item.id === active}
                className={style.item}
                onPointerMove={() => item.id !== active && setChosen(item.id)}
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => onPick(item.id)}
              >
                {item.lead}
                <Called of={item} className={style.text}>
                  {item.label}
                </Called>
                {item.end && <span className={style.end}>{item.end}</span>}
              </div>
            ))}
          </div>
        ))}
      </div>
      {shown.length === 0 && (
        <p className={style.empty} role="status">
          {empty ?? t('ui.nothing_found')}
        </p>
      )}
    </div>
  )
}
