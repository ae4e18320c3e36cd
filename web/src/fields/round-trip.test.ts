import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Field, FieldType, Value } from '../api/types'
import { applyCurrencies, typedMoney } from '../lib/money'
import { applySettings, type Language, usual } from '../lib/settings'
import { fieldKinds } from '.'

const currencies = [
  { code: 'VND', digits: 0, symbol: '₫' },
  { code: 'IRR', digits: 0, symbol: '﷼' },
  { code: 'USD', digits: 2, symbol: '$' },
]
const speak = (language: Language) => applySettings({ ...usual(language), zone: 'Asia/Ho_Chi_Minh' })
beforeEach(() => applyCurrencies(currencies, 'VND', false))
afterEach(() => applySettings(usual('en')))

const field = (type: FieldType, more: Partial<Field> = {}): Field => ({ name: 'f', type, label: 'F', ...more })
const read = (type: FieldType, typed: string, more?: Partial<Field>) => fieldKinds[type].read(typed, field(type, more))
const text = (type: FieldType, value: Value, more?: Partial<Field>) => fieldKinds[type].text(value, field(type, more))

describe.each(['en', 'vi', 'fa', 'zh'] as const)('what %s shows can be typed again', (language) => {
  beforeEach(() => speak(language))
  const of = { hot: { label: 'Nóng', hue: 20 }, cold: { label: 'سرد' } }
  test.each<[FieldType, Value, Partial<Field>?]>([
    ['text', 'Nguyễn Đức Trang'],
    ['int', 1234567],
    ['int', -5],
    ['real', 1234.5],
    ['percent', 62],
    ['score', 80],
    ['email', 'a@b.example'],
    ['url', 'https://kith.example/a'],
    ['choice', 'hot', { of }],
    ['choices', ['hot'], { of }],
    ['tags', ['vip', 'miền Bắc']],
    ['person_name', { family: 'Nguyễn', middle: 'Đức', given: 'Trang' }],
    ['person_name', { family: 'احمدی', given: 'علی' }],
    ['person_name', { family: '陈', given: '思远' }],
    ['person_name', { family: 'Young', given: 'Matthew' }],
  ])('%s %j', (type, value, more) => {
    expect(read(type, text(type, value, more), more)).toEqual(value)
  })
  test.each([
    { minor: 190000000, cur: 'VND' },
    { minor: 250050, cur: 'USD' },
    { minor: 4450000000, cur: 'IRR' },
  ])('money %j', (value) => {
    expect(read('money', `${typedMoney(value)} ${value.cur}`)).toEqual(value)
  })
})

test('empty is null, nonsense is undefined', () => {
  for (const type of ['text', 'int', 'money', 'email', 'url', 'date', 'phone', 'duration', 'choice'] as const)
    expect(read(type, '  ')).toBeNull()
  expect(read('int', '1.5x')).toBeUndefined()
  expect(read('email', 'nobody')).toBeUndefined()
  expect(read('url', 'javascript:alert(1)')).toBeUndefined()
  expect(read('int', '200', { max: 100 })).toBeUndefined()
  expect(read('money', '12 XYZ')).toBeUndefined()
})

test('either kind of digits', () => {
  speak('fa')
  expect(read('int', '۱۲٬۳۴۵')).toBe(12345)
  expect(read('int', '12345')).toBe(12345)
  expect(read('phone', '۰۹۱۲۰۰۰۰۱۱۱')).toBe('09120000111')
  expect(read('duration', '۱:۳۰')).toBe(5400)
})

test('a company that counts in Toman types and reads Toman and stores Rial', () => {
  speak('fa')
  applyCurrencies(currencies, 'IRR', true)
  expect(read('money', '۳۳٬۰۰۰')).toEqual({ minor: 330000, cur: 'IRR' })
  expect(text('money', { minor: 330000, cur: 'IRR' })).toBe('۳۳٬۰۰۰\u00a0تومان')
})

test('a name without marks is read by its family', () => {
  speak('vi')
  expect(text('person_name', { family: 'Young', given: 'Matthew' })).toBe('Matthew Young')
  expect(text('person_name', { family: 'Nguyen', middle: 'Van', given: 'An' })).toBe('Nguyen Van An')
})

test('an address is written in the order of its language, its country by name', () => {
  speak('en')
  expect(text('address', { street: '12 Lê Lợi', city: 'Huế', country: 'VN' })).toBe('12 Lê Lợi, Huế, Vietnam')
  expect(text('address', { street: '滨江大道21号', city: '苏州', country: 'CN' })).toBe('苏州滨江大道21号, China')
  speak('zh')
  expect(text('address', { street: '滨江大道21号', city: '苏州', country: 'CN' })).toBe('中国苏州滨江大道21号')
  speak('fa')
  expect(text('address', { street: 'خیابان سوم', city: 'مشهد', country: 'IR' })).toBe('ایران، مشهد، خیابان سوم')
  expect(text('address', { street: '12 Lê Lợi', city: 'Huế', country: 'VN' })).toBe('12 Lê Lợi، Huế، ویتنام')
})
