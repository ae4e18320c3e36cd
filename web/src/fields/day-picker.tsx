import { GregorianCalendar, parseDate, toCalendar, toCalendarDate } from '@internationalized/date'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useContext } from 'react'
import {
  Button,
  Calendar,
  CalendarCell,
  CalendarGrid,
  CalendarGridBody,
  CalendarGridHeader,
  CalendarHeaderCell,
  CalendarStateContext,
  type DateValue,
} from 'react-aria-components'
import { month, otherCalendar, today } from '../lib/date'
import { settings } from '../lib/settings'
import { t } from '../lib/words'
import { Button as OwnButton } from '../ui/button'
import style from './day-picker.module.css'

const gregorian = new GregorianCalendar()
const isoOf = (value: DateValue) => toCalendar(toCalendarDate(value), gregorian).toString()
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const

/** «بهمن ۱۴۰۴»: the months of Intl are in the wrong order in Persian, ours are not. */
function Title() {
  const state = useContext(CalendarStateContext)
  return <h2 className={style.title}>{state && month(isoOf(state.visibleRange.start))}</h2>
}

/** Puts the day in by the state of the calendar, so that the time of an instant stays. */
function Foot({ onClear }: { onClear: () => void }) {
  const state = useContext(CalendarStateContext)
  if (!state) return null
  return (
    <footer className={style.foot}>
      <OwnButton kind="ghost" onClick={() => state.selectDate(parseDate(today()))}>
        {t('field.today')}
      </OwnButton>
      <bdi className={style.other}>{otherCalendar(isoOf(state.focusedDate))}</bdi>
      <OwnButton kind="ghost" onClick={onClear}>
        {t('ui.clear')}
      </OwnButton>
    </footer>
  )
}

/** One month in the calendar of the person, with the same day in the other calendar at its foot. Stands in a DatePicker. */
export function DayPicker({ onClear }: { onClear: () => void }) {
  const { firstDay } = settings()
  // Friday is the day of rest where weeks begin on Saturday, Sunday elsewhere.
  const rest = firstDay === 6 ? 5 : 0
  return (
    <Calendar className={style.calendar!} firstDayOfWeek={days[firstDay % 7]} autoFocus>
      <header className={style.head}>
        <Button slot="previous" className={style.step!}>
          <ChevronLeft size={16} className="flip" aria-hidden />
        </Button>
        <Title />
        <Button slot="next" className={style.step!}>
          <ChevronRight size={16} className="flip" aria-hidden />
        </Button>
      </header>
      <CalendarGrid weekdayStyle="narrow">
        <CalendarGridHeader>
          {(day) => <CalendarHeaderCell className={style.weekday!}>{day}</CalendarHeaderCell>}
        </CalendarGridHeader>
        <CalendarGridBody>
          {(day) => (
            <CalendarCell
              date={day}
              className={style.day!}
              data-rest={day.toDate('UTC').getUTCDay() === rest || undefined}
            />
          )}
        </CalendarGridBody>
      </CalendarGrid>
      <Foot onClear={onClear} />
    </Calendar>
  )
}
