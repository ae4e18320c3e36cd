import type { LucideIcon } from 'lucide-react'
import { useId } from 'react'
import style from './segments.module.css'

interface SegmentsProps<Id extends string> {
  label: string
  hideLabel?: boolean
  value: Id
  options: readonly { id: Id; label: string; icon?: LucideIcon }[]
  onChange: (id: Id) => void
}

/** One of two to four, all of them in sight: radio buttons side by side. */
export function Segments<Id extends string>({ label, hideLabel, value, options, onChange }: SegmentsProps<Id>) {
  const name = useId()
  return (
    <fieldset className={style.set}>
      <legend className={hideLabel ? 'sr' : style.legend}>{label}</legend>
      <div className={style.row}>
        {options.map(({ id, label: text, icon: Icon }) => (
          <label key={id} className={style.one}>
            <input type="radio" className="sr" name={name} checked={id === value} onChange={() => onChange(id)} />
            {Icon && <Icon size={15} strokeWidth={1.75} aria-hidden />}
            {text}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
