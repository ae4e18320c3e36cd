import { CalendarDate, GregorianCalendar, PersianCalendar, toCalendar } from '@internationalized/date'
import type { DateOrder } from '../../api/imports'
import { foldDigits } from '../../lib/digits'

/** A date of the file as the server will read it: "15/02/1990", day first: 1990-02-15. */
export function readAs(text: string, order: DateOrder): string | undefined {
  const [a = 0, b = 0, c = 0] = (foldDigits(text).match(/\d+/g) ?? []).map(Number)
  const parts = { 'd/m/y': [c, b, a], 'm/d/y': [c, a, b], 'y/m/d': [a, b, c], iso: [a, b, c], jalali: [a, b, c] }[order]
  let [year = 0, month = 0, day = 0] = parts
  if (order === 'jalali' && year < 100 && day >= 1000) [year, day] = [day, year]
  if (order !== 'jalali' && year < 100) year += year < 70 ? 2000 : 1900
  const calendar = order === 'jalali' ? new PersianCalendar() : new GregorianCalendar()
  if (year < 1 || month < 1 || day < 1) return undefined
  const made = new CalendarDate(calendar, year, month, day)
  if (made.month !== month || made.day !== day) return undefined
  return toCalendar(made, new GregorianCalendar()).toString()
}
