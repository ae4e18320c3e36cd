import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { Value } from '../api/types'
import { t } from '../lib/words'
import { TextArea, TextField } from '../ui/text-field'
import type { EditProps } from './field-kind'

export interface TypedProps<V> extends EditProps<V> {
  /** the value as one would type it */
  typed: string
  read: (typed: string) => V | null | undefined
  latin?: boolean
  long?: boolean
  inputMode?: 'text' | 'decimal' | 'numeric' | 'email' | 'tel' | 'url'
  placeholder?: string
}

/** The editor of everything that is typed: keeps the text, hands over the value once. */
export function Typed<V extends Value>(props: TypedProps<V>) {
  const {
    field,
    typed,
    read,
    onDone,
    onCancel,
    fault,
    autoFocus,
    hideLabel,
    required,
    latin,
    long,
    inputMode,
    placeholder,
  } = props
  const [text, setText] = useState(typed)
  const [unreadable, setUnreadable] = useState(false)
  const settled = useRef(typed)

  useEffect(() => {
    // A new value from outside, unless somebody is in the middle of typing another.
    setText((now) => (now === settled.current ? typed : now))
    settled.current = typed
  }, [typed])

  const done = () => {
    const value = read(text)
    setUnreadable(value === undefined)
    if (value !== undefined) {
      settled.current = text
      onDone(value)
    }
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter' && (!long || event.ctrlKey || event.metaKey)) {
      // In place, Enter is done; in a form it goes on to submit.
      if (onCancel) event.preventDefault()
      done()
    } else if (event.key === 'Escape' && onCancel) {
      event.stopPropagation()
      settled.current = text
      onCancel()
    }
  }
  const shared = {
    label: field.label,
    doc: hideLabel ? undefined : field.doc,
    error: fault ?? (unreadable ? t('field.unreadable') : undefined),
    required: required ?? field.required,
    hideLabel,
    value: text,
    onChange: (next: string) => {
      setUnreadable(false)
      setText(next)
    },
    onBlur: done,
    onKeyDown,
    autoFocus,
    placeholder,
    autoComplete: 'off',
    maxLength: typeof field.max === 'number' && !inputMode ? field.max : undefined,
  }
  return long ? <TextArea {...shared} /> : <TextField {...shared} latin={latin} inputMode={inputMode} />
}
