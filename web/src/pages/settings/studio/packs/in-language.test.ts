import { expect, test } from 'vitest'
import { inLanguage } from './in-language'

const boat = {
  entity: 'boat',
  label: ['Boat', 'Boats'],
  fields: { colour: { type: 'choice', label: 'Colour', of: { red: { label: 'Red' } } } },
}

test('a pack is called as it says in the language of the person', () => {
  const vi = { boat: ['Thuyền', 'Thuyền'], 'boat.colour': 'Màu', 'boat.colour.red': 'Đỏ', 'deal.boat': 'Thuyền' }
  const said = inLanguage({ 'entities/boat.json': boat, 'lang/vi.json': vi }, 'vi').boat
  expect(said).toEqual({
    entity: 'boat',
    label: ['Thuyền', 'Thuyền'],
    fields: { colour: { type: 'choice', label: 'Màu', of: { red: { label: 'Đỏ' } } } },
  })
})

test('what it does not say, and what it says of nothing, stays as it is', () => {
  const fa = { 'boat.mast': 'دکل', 'boat.colour.doc': 'راهنما', 'ship.name': 'نام' }
  expect(inLanguage({ 'boat.json': boat, 'lang/fa.json': fa }, 'fa').boat).toEqual(boat)
  expect(inLanguage({ 'boat.json': boat }, 'zh').boat).toEqual(boat)
})
