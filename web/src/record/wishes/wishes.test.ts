import { expect, test } from 'vitest'
import type { Fields, Row } from '../../api/types'
import { placed, planOf, quietsOf, wishesOf } from './wishes'

const about = { about: { entity: 'contact', id: '1' } }
const row = (id: string, fields: Fields): Row => ({
  id,
  entity: 'preference',
  version: 3,
  title: '',
  fields: { topic: 'any', ...fields },
  refs: {},
  may: { change: true },
})
const phone = row('7', { channel: 'phone', wish: 'no' })
const night = row('8', { channel: 'any', quiet_from: '22:00', quiet_until: '07:00' })
const both = row('9', { channel: 'email', wish: 'yes', quiet_from: '12:00', quiet_until: '13:00' })
const plan = (rows: Row[], wishes = wishesOf(rows), quiets = quietsOf(rows)) => planOf(rows, about, wishes, quiets)

test('what is left as it is stores nothing', () => {
  expect(plan([phone, night, both]).wish).toEqual({ delete: [], change: [], create: [] })
})

test('what is said anew is made, what is said otherwise is changed, what is not said any more goes', () => {
  expect(plan([phone], { 'phone-any': 'yes' }).wish.change).toEqual([{ id: '7', version: 3, fields: { wish: 'yes' } }])
  expect(plan([phone], {}).wish.delete).toEqual([{ id: '7', version: 3 }])
  expect(plan([], { 'sms-news': 'no' }).wish.create).toEqual([
    { fields: { ...about, channel: 'sms', topic: 'news', wish: 'no' } },
  ])
})

test('of two that say otherwise the no is shown, and one of them stays when it is changed', () => {
  const yes = row('6', { channel: 'phone', wish: 'yes' })
  expect(wishesOf([yes, phone])).toEqual({ 'phone-any': 'no' })
  const { wish } = plan([phone, yes], { 'phone-any': 'yes' })
  expect(wish.change).toEqual([{ id: '7', version: 3, fields: { wish: 'yes' } }])
  expect(wish.delete).toEqual([{ id: '6', version: 3 }])
})

test('a wish goes and the hours beside it stay, and the other way round', () => {
  expect(plan([both], {}).wish.change).toEqual([{ id: '9', version: 3, fields: { wish: null } }])
  expect(plan([both], { 'email-any': 'yes' }, []).wish).toEqual({
    delete: [],
    change: [{ id: '9', version: 3, fields: { quiet_from: null, quiet_until: null } }],
    create: [],
  })
})

test('hours of another channel leave the wish where it was', () => {
  const [quiet] = quietsOf([both])
  const { wish } = plan([both], { 'email-any': 'yes' }, [{ ...quiet!, fields: { ...quiet!.fields, channel: 'sms' } }])
  expect(wish.change[0]?.fields).toEqual({ quiet_from: null, quiet_until: null })
  expect(wish.create[0]?.fields).toMatchObject({ channel: 'sms', quiet_from: '12:00', topic: 'any' })
})

test('what is refused stands where it was said', () => {
  const made = plan([night], { 'sms-news': 'no' }, [
    ...quietsOf([night]),
    { key: 'new1', fields: { channel: 'any', quiet_from: '25:00' } },
  ])
  const fault = (at: string) => ({ at, code: 'x', text: 'No.' })
  expect(placed([fault('create.0.wish'), fault('create.1.quiet_from'), fault('about')], made).map((f) => f.at)).toEqual(
    ['sms-news.wish', 'new1.quiet_from', 'about'],
  )
})
