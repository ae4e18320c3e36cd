import { Check, ChevronDown } from 'lucide-react'
import type { ReactNode } from 'react'
import {
  Select as AriaSelect,
  Button,
  type Key,
  ListBox,
  ListBoxItem,
  Popover,
  SelectValue,
} from 'react-aria-components'
import type { Past } from '../lib/past'
import { Dot } from './bits'
import { Field, type FieldProps } from './field'
import style from './overlay.module.css'
import own from './select.module.css'

export interface Option extends Past {
  id: string
  label: string
  hue?: number
  under?: string
}

export interface SelectProps extends Omit<FieldProps, 'children'> {
  options: readonly Option[]
  value: string | null
  onChange: (id: string | null) => void
  placeholder?: string
  /** what choosing nothing is called; without it one must choose */
  none?: string
  disabled?: boolean
  autoFocus?: boolean
  /** open at once: for editing in place */
  open?: boolean
  onClose?: () => void
}

const nothing = '\u0000'

/** One of a few. More than some dozens: ComboBox. */
export function Select({
  options,
  value,
  onChange,
  placeholder,
  none,
  disabled,
  autoFocus,
  open,
  onClose,
  ...about
}: SelectProps) {
  const pick = (key: Key | null) => onChange(key === nothing || key === null ? null : String(key))
  return (
    <Field {...about}>
      {(ids) => (
        <AriaSelect
          className={own.select!}
          aria-labelledby={ids['aria-labelledby']}
          aria-describedby={ids['aria-describedby']}
          isInvalid={ids['aria-invalid']}
          isDisabled={disabled}
          autoFocus={autoFocus}
          defaultOpen={open}
          onOpenChange={(now) => !now && onClose?.()}
          selectedKey={value ?? (none ? nothing : null)}
          onSelectionChange={pick}
          placeholder={placeholder ?? ''}
        >
          <Button className={own.button!} id={ids.id}>
            <SelectValue className={own.value!} />
            <ChevronDown size={15} aria-hidden />
          </Button>
          <Popover className={style.pop!} offset={4}>
            <ListBox className={style.list!}>
              {none && (
                <ListBoxItem id={nothing} textValue={none} className={style.item!}>
                  <Line>{none}</Line>
                </ListBoxItem>
              )}
              {options.map((option) => (
                <ListBoxItem key={option.id} id={option.id} textValue={option.label} className={style.item!}>
                  <Line option={option}>{option.label}</Line>
                </ListBoxItem>
              ))}
            </ListBox>
          </Popover>
        </AriaSelect>
      )}
    </Field>
  )
}

function Line({ option, children }: { option?: Option; children: ReactNode }) {
  return (
    <>
      {option?.hue !== undefined && <Dot hue={option.hue} />}
      <span className={style.itemText}>
        {children}
        {option?.under && <small className={style.under}>{option.under}</small>}
      </span>
      <Check size={14} aria-hidden className={own.check} />
    </>
  )
}
