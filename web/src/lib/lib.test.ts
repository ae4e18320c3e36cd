import { afterEach, describe, expect, test } from 'vitest'
import * as date from './date'
import { readDate } from './date-read'
import { foldDigits } from './digits'
import { compact, duration, fileSize, list, number, percent, readNumber, relative } from './fmt'
import { amountOf, applyCurrencies, type Money, readMoney, showMoney, typedMoney } from './money'
import { callName, companyInitial, fullName, initials, splitName } from './names'
import { match, searchWith } from './router'
import { applySettings, type Language, usual } from './settings'
import { fold, matches, same } from './text'

const speak = (language: Language) => applySettings({ ...usual(language), zone: 'Asia/Tehran' })
const currencies = [
  { code: 'VND', digits: 0, symbol: '₫' },
  { code: 'IRR', digits: 0, symbol: '﷼' },
  { code: 'CNY', digits: 2, symbol: '¥' },
  { code: 'USD', digits: 2, symbol: '$' },
]
applyCurrencies(currencies, 'VND', true)
afterEach(() => speak('en'))

describe('numbers', () => {
  test('digits of any keyboard fold to ASCII', () => {
    expect(foldDigits('۱۲۳٬۴۵۶٫۷ ٤٥ １２')).toBe('123,456.7 45 12')
  })
  test('are read in the notation of the language', () => {
    speak('vi')
    expect(readNumber('1.234.567,5')).toBe(1234567.5)
    expect(readNumber('1.234')).toBe(1234)
    expect(readNumber('12.5')).toBe(12.5)
    speak('en')
    expect(readNumber('1,234.5')).toBe(1234.5)
    speak('fa')
    expect(readNumber('۱٬۲۳۴٫۵')).toBe(1234.5)
    expect(readNumber('  ')).toBeNull()
    expect(readNumber('x')).toBeUndefined()
    expect(readNumber('1.2.3.')).toBeUndefined()
  })
  test('are shown with the digits of the person', () => {
    speak('fa')
    expect(number(1234567)).toBe('۱٬۲۳۴٬۵۶۷')
    expect(percent(31.4, 1)).toBe('۳۱٫۴٪')
    // ICU versions differ in marks of direction and the last comma.
    expect(list(['الف', 'ب', 'پ'])).toMatch(/^الف،\u200f? ب،? و پ$/)
    speak('zh')
    expect(compact(16463000)).toBe('1646.3万')
  })
  test('lengths and sizes', () => {
    expect(duration(3900)).toMatch(/^1 hr 5 mins?$/)
    expect(duration(0)).toMatch(/^0 mins?$/)
    expect(fileSize(248_000)).toBe('248 kB')
  })
})

describe('dates', () => {
  test('Persian ones are put together the right way around', () => {
    speak('fa')
    expect(date.month('2026-02-12')).toBe('بهمن ۱۴۰۴')
    expect(date.date('2026-02-12', 'full')).toBe('پنجشنبه ۲۳ بهمن ۱۴۰۴')
    expect(date.date('2026-02-12', 'numeric')).toBe('۱۴۰۴/۱۱/۲۳')
    expect(date.otherCalendar('2026-02-12')).toBe('12 Feb 2026')
  })
  test('in other languages', () => {
    speak('vi')
    expect(date.date('2026-02-12', 'long')).toBe('12 tháng 2, 2026')
    speak('zh')
    expect(date.month('2026-02-12')).toBe('2026年2月')
    speak('en')
    expect(date.date('2026-02-12', 'medium')).toBe('12 Feb 2026')
  })
  test('the year is left out when it is the same in the calendar of the person', () => {
    const year = date.today().slice(0, 4)
    expect(date.date(`${year}-06-05`)).toBe('5 Jun')
    expect(date.date('1990-06-05')).toBe('5 Jun 1990')
  })
  test('are read in either calendar and either digits', () => {
    expect(readDate('۱۴۰۴/۱۱/۲۳')).toBe('2026-02-12')
    expect(readDate('1404/11/23')).toBe('2026-02-12')
    expect(readDate('۱۳۷۰۰۲۱۵')).toBe('1991-05-05')
    expect(readDate('23/2/1990')).toBe('1990-02-23')
    expect(readDate('2/23/1990')).toBe('1990-02-23')
    expect(readDate('2026-02-12')).toBe('2026-02-12')
    expect(readDate('2026年2月12日')).toBe('2026-02-12')
    expect(readDate('')).toBeNull()
    expect(readDate('31/2/2026')).toBeUndefined()
    expect(readDate('soon')).toBeUndefined()
  })
  test('words and jumps', () => {
    expect(readDate('today')).toBe(date.today())
    expect(readDate('hôm nay')).toBe(date.today())
    expect(readDate('فردا')).toBe(date.addDays(date.today(), 1))
    expect(readDate('昨天')).toBe(date.addDays(date.today(), -1))
    expect(readDate('+3')).toBe(date.addDays(date.today(), 3))
    expect(readDate('+2w')).toBe(date.addDays(date.today(), 14))
  })
  test('days and weeks', () => {
    expect(date.addDays('2026-02-27', 2)).toBe('2026-03-01')
    expect(date.daysBetween('2026-02-27', '2026-03-01')).toBe(2)
    expect(date.weekday('2026-11-22')).toBe(7)
    expect(date.startOfWeek('2026-11-22', 6)).toBe('2026-11-21')
    expect(date.isoDay(Date.UTC(2026, 0, 1, 22), 'Asia/Tehran')).toBe('2026-01-02')
  })
  test('relative up to thirty days', () => {
    expect(relative(0, 7_200_000)).toBe('2 hours ago')
    expect(relative(0, 40 * 86_400_000)).toBeUndefined()
  })
})

describe('money', () => {
  test('Rial is shown and typed as Toman, stored as Rial', () => {
    speak('fa')
    const price: Money = { minor: 330_000_000, cur: 'IRR' }
    expect(showMoney(price)).toBe('۳۳٬۰۰۰٬۰۰۰\u00a0تومان')
    expect(readMoney('۳۳٬۰۰۰٬۰۰۰', 'IRR')).toEqual(price)
  })
  test('in the way of each language', () => {
    speak('vi')
    expect(showMoney({ minor: 1_234_567, cur: 'VND' })).toBe('1.234.567\u00a0₫')
    expect(showMoney({ minor: 28_000_000, cur: 'VND' }, { compact: true })).toBe('28\u00a0Tr\u00a0₫')
    speak('zh')
    expect(showMoney({ minor: 123_400, cur: 'CNY' })).toBe('¥1,234.00')
    expect(readMoney('12 USD', 'CNY')).toEqual({ minor: 1200, cur: 'USD' })
    expect(readMoney('twelve', 'CNY')).toBeUndefined()
  })
  test('survives being shown and read again', () => {
    for (const language of ['en', 'vi', 'fa', 'zh'] as const) {
      speak(language)
      for (const cur of ['VND', 'IRR', 'CNY', 'USD']) {
        for (let i = 1; i < 60; i++) {
          const money = { minor: i * i * 7919 * (cur === 'IRR' ? 10 : 1), cur }
          expect(readMoney(typedMoney(money), cur), `${language} ${typedMoney(money)}`).toEqual(money)
          expect(amountOf(money)).toBeGreaterThan(0)
        }
      }
    }
  })
})

describe('names', () => {
  test('stand in the order of their own language', () => {
    expect(fullName({ family: 'Nguyễn', middle: 'Đức', given: 'Trang' })).toBe('Nguyễn Đức Trang')
    expect(fullName({ family: '陈', given: '思远' })).toBe('陈思远')
    expect(fullName({ family: 'احمدی', given: 'علی' })).toBe('علی احمدی')
    expect(splitName('Nguyễn Đức Trang')).toEqual({ family: 'Nguyễn', middle: 'Đức', given: 'Trang' })
    expect(splitName('陈思远')).toEqual({ family: '陈', given: '思远' })
    expect(splitName('Anna Miller')).toEqual({ given: 'Anna', family: 'Miller' })
  })
  test('initials and what one is called', () => {
    expect(initials('Nguyễn Đức Trang')).toBe('T')
    expect(initials('陈思远')).toBe('远')
    expect(initials('陈思远', true)).toBe('思远')
    expect(initials('علی احمدی', true)).toBe('ع\u200cا')
    expect(companyInitial('Cty TNHH Thực phẩm')).toBe('T')
    expect(callName('Lê Minh Anh')).toBe('Anh')
    expect(callName('Anna Miller')).toBe('Anna')
  })
})

describe('text and places', () => {
  test('marks, letter forms and joiners do not count', () => {
    expect(fold('Cơ HỘI Đà Nẵng')).toBe('co hoi da nang')
    expect(fold('علي\u200cكريم')).toBe(fold('علیکریم'))
    expect(matches('Cơ hội bán hàng', 'co ban')).toBe(true)
    expect(matches('上海博远科技', '博远')).toBe(true)
  })
  test('same values', () => {
    expect(same({ a: 1, b: [1, 2] }, { b: [1, 2], a: 1 })).toBe(true)
    expect(same([1, 2], [2, 1])).toBe(false)
    expect(same(undefined, null)).toBe(true)
  })
  test('routes', () => {
    expect(match('/:entity/:id', '/deal/42')).toEqual({ entity: 'deal', id: '42' })
    expect(match('/login', '/deal')).toBeNull()
    expect(searchWith({ a: '1', b: null }, new URLSearchParams('b=2&c=3'))).toBe('?c=3&a=1')
  })
})
