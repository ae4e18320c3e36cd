import {
  type CalendarDate,
  fromAbsolute,
  GregorianCalendar,
  parseDate,
  toCalendar,
  toCalendarDateTime,
  toZoned,
  type ZonedDateTime,
} from '@internationalized/date'
import { CalendarDays } from 'lucide-react'
import { type ClipboardEvent, type FocusEvent, type KeyboardEvent, useRef, useState } from 'react'
import {
  Button,
  DateInput,
  DatePicker,
  DateSegment,
  type DateValue,
  Dialog,
  Group,
  I18nProvider,
  Popover,
} from 'react-aria-components'
import { readDate } from '../lib/date-read'
import { ariaLocale, settings } from '../lib/settings'
import { Field } from '../ui/field'
import overlay from '../ui/overlay.module.css'
import style from './date-edit.module.css'
import { DayPicker } from './day-picker'
import type { EditProps } from './field-kind'

const gregorian = new GregorianCalendar()
const iso = (day: CalendarDate) => toCalendar(day, gregorian).toString()

export function DateEdit({ value, onDone, ...rest }: EditProps<string>) {
  return (
    <Stamp<CalendarDate>
      {...rest}
      given={value ? parseDate(value) : null}
      granularity="day"
      onDone={(day) => onDone(day && iso(day))}
      paste={(text) => {
        const read = readDate(text)
        return typeof read === 'string' ? parseDate(read) : read
      }}
    />
  )
}

export function TimeEdit({ value, onDone, ...rest }: EditProps<number>) {
  const { zone } = settings()
  return (
    <Stamp<ZonedDateTime>
      {...rest}
      given={value === null ? null : fromAbsolute(value, zone)}
      granularity="minute"
      onDone={(at) => onDone(at ? at.toDate().getTime() : null)}
      paste={(text) => {
        const read = readDate(text)
        return read ? toZoned(toCalendarDateTime(parseDate(read)), zone) : undefined
      }}
    />
  )
}

type StampProps<D> = Omit<EditProps<never>, 'value' | 'onDone'> & {
  given: D | null
  granularity: 'day' | 'minute'
  onDone: (value: D | null) => void
  paste: (text: string) => D | null | undefined
}

/** Segments take either kind of digits in the person's calendar. Handed over once: on leaving, Enter or picking. */
function Stamp<D extends DateValue>(props: StampProps<D>) {
  const { field, given, granularity, onDone, onCancel, fault, autoFocus, hideLabel, required, paste } = props
  const [draft, setDraft] = useState<D | null>(given)
  const last = useRef<D | null>(given)
  const put = (next: D | null) => {
    last.current = next
    setDraft(next)
  }
  const box = useRef<HTMLDivElement>(null)
  const leave = (event: FocusEvent) => {
    const to = event.relatedTarget
    const inside =
      to instanceof Node && (box.current?.contains(to) || (to instanceof Element && to.closest('[role=dialog]')))
    if (!inside) onDone(last.current)
  }
  // The segments take digits only: words ("tomorrow", فردا) and jumps (+3) are gathered here.
  const word = useRef('')
  const spell = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.nativeEvent.isComposing) return false
    const begins = /^[\p{L}+-]$/u.test(event.key)
    if (!begins && !(word.current && /^[\p{L}\p{N} ]$/u.test(event.key))) {
      word.current = ''
      return false
    }
    word.current += event.key
    event.preventDefault()
    event.stopPropagation()
    const read = paste(word.current)
    if (read) put(read)
    return true
  }
  const keys = (event: KeyboardEvent) => {
    if (spell(event)) return
    if (event.key === 'Escape' && onCancel) onCancel()
    else if (event.key === 'Enter' && (event.target as Element).matches('[role=spinbutton]')) onDone(last.current)
  }
  const pasted = (event: ClipboardEvent) => {
    const read = paste(event.clipboardData.getData('text'))
    if (read === undefined) return
    event.preventDefault()
    put(read)
  }
  return (
    <Field
      label={field.label}
      doc={hideLabel ? undefined : field.doc}
      error={fault}
      required={required ?? field.required}
      hideLabel={hideLabel}
    >
      {(ids) => (
        <I18nProvider locale={ariaLocale()}>
          <DatePicker
            aria-labelledby={ids['aria-labelledby']}
            aria-describedby={ids['aria-describedby']}
            isInvalid={ids['aria-invalid']}
            value={draft as DateValue | null}
            onChange={(next) => put(next as D | null)}
            onOpenChange={(open) => !open && onDone(last.current)}
            granularity={granularity}
            hourCycle={24}
            hideTimeZone
            shouldForceLeadingZeros
            autoFocus={autoFocus}
          >
            <Group className={style.group!} ref={box} onBlur={leave} onKeyDownCapture={keys} onPaste={pasted}>
              <DateInput className={style.input!}>
                {(segment) => <DateSegment className={style.segment!} segment={segment} />}
              </DateInput>
              <Button className={style.open!}>
                <CalendarDays size={15} aria-hidden />
              </Button>
            </Group>
            <Popover className={overlay.pop!} offset={4} placement="bottom end">
              <Dialog className={style.dialog!}>
                {({ close }) => (
                  <DayPicker
                    onClear={() => {
                      put(null)
                      close()
                    }}
                  />
                )}
              </Dialog>
            </Popover>
          </DatePicker>
        </I18nProvider>
      )}
    </Field>
  )
}
