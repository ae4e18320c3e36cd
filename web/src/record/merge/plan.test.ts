import { describe, expect, it } from 'vitest'
import type { Entity, Fields, Row } from '../../api/types'
import { alike, chosen, eldest, follow, inOrder, type Plan, sourceOf } from './plan'

const row = (id: string, fields: Fields): Row => ({
  id,
  entity: 'contact',
  version: 1,
  title: id,
  fields,
  refs: {},
  may: { change: true },
})

const plan: Plan = {
  rows: [
    row('7', { email: 'a@x.example', city: 'Huế', tags: ['tea'], phone: null, created: 1 }),
    row('8', { email: 'b@x.example', city: 'Huế', tags: ['tea', 'vip'], phone: '0903', created: 2 }),
  ],
  differs: [
    { name: 'phone', from: '8', value: '0903', may: true },
    { name: 'email', from: '7', value: 'a@x.example', may: true },
    { name: 'tags', from: null, value: ['tea', 'vip'], may: true },
    { name: 'secret', from: '7', value: 'x', may: false },
  ],
  moved: [
    { entity: 'deal', field: 'contact', count: 2 },
    { entity: 'note', field: 'about', count: 1 },
    { entity: 'deal', field: 'payer', count: 3 },
  ],
}

describe('what a merge would do', () => {
  it('asks first where two say something else', () => {
    const { choices, single } = inOrder(plan)
    expect(choices.map((d) => d.name)).toEqual(['email', 'tags'])
    expect(single.map((d) => d.name)).toEqual(['phone', 'secret'])
  })

  it('takes the value that was chosen, else that of the server; several are united', () => {
    const [phone, email, tags] = plan.differs
    expect(sourceOf(phone!, {})).toBe('8')
    expect(sourceOf(email!, { email: '8' })).toBe('8')
    expect(sourceOf(tags!, {})).toBeNull()
    expect(sourceOf(tags!, { tags: '7' })).toBe('7')
  })

  it('sends what was chosen and is not so anyway, and nothing one may not choose', () => {
    expect(chosen(plan, { email: '8', phone: '8', tags: '7', secret: '8', gone: '7' })).toEqual({
      email: '8',
      tags: '7',
    })
    expect(chosen(plan, {})).toEqual({})
  })

  it('folds away what is alike and said, without what the server keeps for itself', () => {
    const fields = {
      email: { name: 'email', type: 'email', label: 'Email' },
      city: { name: 'city', type: 'text', label: 'City' },
      created: { name: 'created', type: 'time', label: 'Created', system: true },
      fax: { name: 'fax', type: 'text', label: 'Fax' },
    }
    expect(alike({ fields } as unknown as Entity, plan).map((f) => f.name)).toEqual(['city'])
  })

  it('counts what follows by its kind', () => {
    expect([...follow(plan.moved)]).toEqual([
      ['deal', 5],
      ['note', 1],
    ])
  })

  it('keeps the one that is here longest, if nothing else is said', () => {
    expect(eldest(['383179216162373632', '99179216162373632', '383179216091070470'])).toBe('99179216162373632')
    expect(eldest([])).toBe('')
  })
})
