import { X } from 'lucide-react'
import { type FocusEvent, type KeyboardEvent, useRef, useState } from 'react'
import { t } from '../lib/words'
import { Field } from '../ui/field'
import type { EditProps } from './field-kind'
import style from './fields.module.css'

const ends = /[,،、;\n]/

/** Free words in one box, each a token; Enter or a comma ends one, Backspace takes the last away. */
export function TagsEdit(props: EditProps<string[]>) {
  const { field, value, onDone, onCancel, fault, autoFocus, hideLabel, required } = props
  const [typed, setTyped] = useState('')
  const [words, setWords] = useState(value ?? [])
  const [given, setGiven] = useState(value)
  const box = useRef<HTMLSpanElement>(null)
  const input = useRef<HTMLInputElement>(null)
  if (given !== value) {
    setGiven(value)
    setWords(value ?? [])
  }

  // In place the value is handed over on leaving, in a form at every word.
  const put = (next: string[]) => {
    setWords(next)
    if (!onCancel) onDone(next.length ? next : null)
  }
  const added = (text = typed) => {
    const fresh = text.split(ends).map((s) => s.trim())
    return [...new Set([...words, ...fresh])].filter(Boolean)
  }
  const add = (text?: string) => {
    const next = added(text)
    setTyped('')
    if (next.length !== words.length) put(next)
    return next
  }
  const finish = () => {
    const next = add()
    if (onCancel) onDone(next.length ? next : null)
  }
  const leave = (event: FocusEvent) => {
    if (!box.current?.contains(event.relatedTarget as Node | null)) finish()
  }
  const keys = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter' && typed.trim()) {
      event.preventDefault()
      add()
    } else if (event.key === 'Enter' && onCancel) {
      event.preventDefault()
      finish()
    } else if (event.key === 'Backspace' && typed === '' && words.length) put(words.slice(0, -1))
    else if (event.key === 'Escape' && onCancel) {
      event.stopPropagation()
      onCancel()
    }
  }
  return (
    <Field
      label={field.label}
      doc={hideLabel ? undefined : field.doc || t('field.tags_help')}
      error={fault}
      required={required ?? field.required}
      hideLabel={hideLabel}
    >
      {(ids) => (
        <span ref={box} className={style.tokens} onBlur={leave} data-invalid={ids['aria-invalid']}>
          {words.map((word) => (
            <span key={word} className={style.token}>
              <bdi>{word}</bdi>
              <button
                type="button"
                aria-label={t('ui.remove_named', { name: word })}
                onClick={() => {
                  put(words.filter((w) => w !== word))
                  input.current?.focus()
                }}
              >
                <X size={12} aria-hidden />
              </button>
            </span>
          ))}
          <input
            {...ids}
            ref={input}
            dir="auto"
            autoComplete="off"
            autoFocus={autoFocus}
            value={typed}
            onKeyDown={keys}
            onChange={(event) => {
              const text = event.target.value
              if (ends.test(text)) add(text)
              else setTyped(text)
            }}
          />
        </span>
      )}
    </Field>
  )
}
