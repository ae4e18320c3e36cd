import { Search } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useShortcuts } from '../../lib/keys'
import { t } from '../../lib/words'
import { TextField } from '../../ui/text-field'
import style from './bar.module.css'

interface SearchBoxProps {
  label: string
  value: string
  onChange: (typed: string) => void
  autoFocus?: boolean
}

const pause = 220

/** Narrows the list while one types. */
export function SearchBox({ label, value, onChange, autoFocus }: SearchBoxProps) {
  const [typed, setTyped] = useState(value)
  const box = useRef<HTMLInputElement>(null)
  const sent = useRef(value)
  const send = useRef(onChange)
  send.current = onChange

  useEffect(() => {
    // Another tab, or back: the place says something else than what was sent from here.
    if (value !== sent.current) setTyped(value)
    sent.current = value
  }, [value])
  useEffect(() => {
    if (typed === sent.current) return
    const timer = setTimeout(() => {
      sent.current = typed.trim()
      send.current(sent.current)
    }, pause)
    return () => clearTimeout(timer)
  }, [typed])
  useShortcuts([{ keys: 'Slash', label: t('list.search_key'), run: () => box.current?.focus() }])

  return (
    <div className={style.search} role="search">
      <TextField
        ref={box}
        type="search"
        label={label}
        hideLabel
        placeholder={label}
        value={typed}
        onChange={setTyped}
        autoFocus={autoFocus}
        autoComplete="off"
        spellCheck={false}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || !typed) return
          event.stopPropagation()
          setTyped('')
        }}
      />
      <Search size={15} strokeWidth={1.75} aria-hidden />
    </div>
  )
}
