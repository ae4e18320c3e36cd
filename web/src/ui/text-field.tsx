import { type InputHTMLAttributes, type Ref, type TextareaHTMLAttributes, useLayoutEffect, useRef } from 'react'
import { readNumber } from '../lib/fmt'
import { cx } from '../lib/text'
import { Field, type FieldProps } from './field'
import style from './text-field.module.css'

type About = Omit<FieldProps, 'children' | 'className'>
type Input = Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'value' | 'id'>

export interface TextFieldProps extends About, Input {
  value: string
  onChange: (value: string) => void
  /** mail, phone, codes: read from the left in every language */
  latin?: boolean
  ref?: Ref<HTMLInputElement>
}

/** The direction of what is typed; an empty one follows the page, so that its placeholder does. */
export const typedDir = (value: string, latin = false) => (value === '' ? undefined : latin ? 'ltr' : 'auto')

export const inputClass: string = style.input!

export function TextField({
  label,
  doc,
  error,
  required,
  hideLabel,
  value,
  onChange,
  latin,
  className,
  ref,
  ...rest
}: TextFieldProps) {
  return (
    <Field {...{ label, doc, error, required, hideLabel, className }}>
      {(ids) => (
        <input
          type="text"
          {...rest}
          {...ids}
          ref={ref}
          className={cx(style.input, latin && style.latin)}
          dir={typedDir(value, latin)}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}

type Area = Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'onChange' | 'value' | 'id'>

/** Grows with what is written in it. */
export function TextArea({
  label,
  doc,
  error,
  required,
  hideLabel,
  value,
  onChange,
  className,
  rows = 3,
  ...rest
}: About & Area & { value: string; onChange: (value: string) => void }) {
  const box = useRef<HTMLTextAreaElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    const at = box.current
    if (!at || CSS.supports('field-sizing', 'content')) return
    at.style.blockSize = 'auto'
    at.style.blockSize = `${at.scrollHeight + 2}px`
  }, [value])
  return (
    <Field {...{ label, doc, error, required, hideLabel, className }}>
      {(ids) => (
        <textarea
          {...rest}
          {...ids}
          ref={box}
          rows={rows}
          className={cx(style.input, style.area)}
          dir={typedDir(value)}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}

interface NumberFieldProps extends About {
  /** what is typed, kept as text: "1.234," is on its way to a number */
  value: string
  onChange: (typed: string, value: number | null | undefined) => void
  unit?: string
}

/** A number in the person's notation, in either kind of digits. */
export function NumberField({ value, onChange, unit, ...about }: NumberFieldProps) {
  return (
    <Field {...about}>
      {(ids) => (
        <span className={style.unitBox}>
          <input
            {...ids}
            className={cx(style.input, 'num')}
            inputMode="decimal"
            autoComplete="off"
            value={value}
            onChange={(event) => onChange(event.target.value, readNumber(event.target.value))}
          />
          {unit && <span className={style.unit}>{unit}</span>}
        </span>
      )}
    </Field>
  )
}
