import { type InputHTMLAttributes, useEffect, useRef } from 'react'
import { cx } from '../lib/text'
import style from './checkbox.module.css'

type Native = Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'type' | 'role'>

export interface CheckboxProps extends Native {
  label: string
  hideLabel?: boolean
  checked: boolean
  /** some of many */
  some?: boolean
  onChange: (checked: boolean, shift: boolean) => void
}

export function Checkbox({ label, hideLabel, checked, some = false, onChange, className, ...rest }: CheckboxProps) {
  const box = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (box.current) box.current.indeterminate = some && !checked
  }, [some, checked])
  return (
    <label className={cx(style.label, className)}>
      <input
        {...rest}
        ref={box}
        type="checkbox"
        className={style.box}
        aria-label={hideLabel ? label : undefined}
        checked={checked}
        onChange={(event) => onChange(event.target.checked, (event.nativeEvent as MouseEvent).shiftKey)}
      />
      {!hideLabel && label}
    </label>
  )
}

/** On or off at once, without a button to save. */
export function Switch({ label, hideLabel, checked, onChange, className, ...rest }: Omit<CheckboxProps, 'some'>) {
  return (
    <label className={cx(style.label, className)}>
      <input
        {...rest}
        type="checkbox"
        role="switch"
        aria-checked={checked}
        className={style.switch}
        aria-label={hideLabel ? label : undefined}
        checked={checked}
        onChange={(event) => onChange(event.target.checked, false)}
      />
      {!hideLabel && label}
    </label>
  )
}
