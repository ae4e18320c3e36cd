import { describe, expect, it } from 'vitest'
import { isKeyName, keyName } from './key-name'
import {
  applied,
  type Doc,
  type Documents,
  differences,
  formRows,
  get,
  inOrder,
  merged,
  noEdits,
  placeKey,
  put,
  withEdit,
} from './sheet'

const base: Doc = {
  entity: 'deal',
  label: ['Deal', 'Deals'],
  fields: {
    name: { type: 'text', label: 'Name' },
    source: { type: 'choice', label: 'Source', of: { web: { label: 'Web' }, call: { label: 'Call' } } },
  },
  views: { table: ['name', 'source'] },
}
const stored: Documents = {
  deal: { extend: 'deal', fields: { name: { label: 'Title' }, colour: { type: 'text', label: 'Colour' } } },
}
const label = ['deal', 'fields', 'name', 'label']

describe('the documents that edits make', () => {
  it('are only those somebody edited', () => expect(applied(stored, noEdits)).toEqual({}))

  it('say what is new beside what was said', () => {
    const edits = withEdit(stored, base, noEdits, ['deal', 'fields', 'source', 'of', 'fair'], {
      label: 'Fair',
      hue: 60,
    })
    expect(applied(stored, edits)).toEqual({
      deal: {
        ...stored.deal,
        fields: { ...(stored.deal!.fields as Doc), source: { of: { fair: { label: 'Fair', hue: 60 } } } },
      },
    })
  })

  it('begin a document where there was none, and take it away when it says nothing more', () => {
    const place = ['lead', 'fields', 'topic', 'label']
    const lead: Doc = { entity: 'lead', fields: { topic: { type: 'text', label: 'Topic' } } }
    const edits = withEdit({}, lead, noEdits, place, 'Wish')
    const made = applied({}, edits)
    expect(made).toEqual({ lead: { extend: 'lead', fields: { topic: { label: 'Wish' } } } })
    const back = withEdit(made as Documents, lead, noEdits, place, undefined)
    expect(applied(made as Documents, back)).toEqual({ lead: null })
  })

  it('hold no edit of what is stored already, and none of what the pack says anyway', () => {
    expect(withEdit(stored, base, noEdits, label, 'Title').size).toBe(0)
    const back = withEdit(stored, base, noEdits, label, 'Name')
    expect([...back]).toEqual([[placeKey(label), undefined]])
    expect(applied(stored, back)).toEqual({
      deal: { extend: 'deal', fields: { colour: { type: 'text', label: 'Colour' } } },
    })
    expect(withEdit(stored, base, back, label, 'Title').size).toBe(0)
  })

  it('forget what was said of the parts once the whole goes', () => {
    const colour = ['deal', 'fields', 'colour']
    const edits = withEdit(stored, base, noEdits, [...colour, 'label'], 'Paint')
    expect([...withEdit(stored, base, edits, colour, undefined)]).toEqual([[placeKey(colour), undefined]])
    const added = withEdit({}, base, noEdits, colour, { type: 'text', label: 'Colour' })
    const changed = withEdit({}, base, added, [...colour, 'label'], 'Paint')
    expect(applied({}, changed).deal?.fields).toEqual({ colour: { type: 'text', label: 'Paint' } })
    expect(withEdit({}, base, changed, colour, undefined).size).toBe(0)
  })

  it('lie over what somebody else stored in between', () => {
    const edits = withEdit(stored, base, noEdits, label, 'Headline')
    const theirs: Documents = { deal: { extend: 'deal', fields: { name: { label: 'Title', required: true } } } }
    expect(applied(theirs, edits).deal?.fields).toEqual({ name: { label: 'Headline', required: true } })
  })

  it('are words of a language where they are about words', () => {
    const edits = withEdit({}, null, noEdits, ['lang/vi', 'deal.name'], 'Tên')
    expect(applied({}, edits)).toEqual({ 'lang/vi': { 'deal.name': 'Tên' } })
  })

  it('begin a kind of the company’s own', () => {
    const boat: Doc = { entity: 'boat', label: ['Boat', 'Boats'] }
    expect(applied({}, withEdit({}, null, noEdits, ['boat'], boat))).toEqual({ boat })
  })
})

describe('one sheet over another', () => {
  it('goes key by key; lists are replaced', () => {
    const now = merged(base, { ...stored.deal, views: { table: ['source'] } }) as Doc
    expect(now.fields).toEqual({
      name: { type: 'text', label: 'Title' },
      source: (base.fields as Doc).source,
      colour: { type: 'text', label: 'Colour' },
    })
    expect(now.views).toEqual({ table: ['source'] })
  })

  it('takes the order of choices from who names them all', () => {
    const of = ['fields', 'source', 'of']
    const turned = inOrder(['call', 'web'], undefined)
    const edits = withEdit({}, base, noEdits, ['deal', ...of], turned)
    const made = applied({}, edits).deal!
    expect(Object.keys(get(merged(base, made), of) as Doc)).toEqual(['call', 'web'])
    // Another word for one of them, and back: the order stays.
    const called = withEdit({}, base, edits, ['deal', ...of, 'web', 'label'], 'Internet')
    const back = withEdit({}, base, called, ['deal', ...of, 'web', 'label'], undefined)
    expect(get(applied({}, back).deal, of)).toEqual(turned)
    expect(Object.keys(get(merged(base, { fields: { source: { of: { call: {} } } } }), of) as Doc)).toEqual([
      'web',
      'call',
    ])
  })

  it('takes away what is null over it', () => {
    const rules: Doc = { rules: { sure: { holds: 'a = 1' } } }
    const edits = withEdit({}, rules, noEdits, ['deal', 'rules', 'sure'], null)
    expect(applied({}, edits)).toEqual({ deal: { extend: 'deal', rules: { sure: null } } })
    expect(merged(rules, { rules: { sure: null } })).toEqual({ rules: {} })
  })

  it('leaves nothing empty behind', () =>
    expect(put({ a: { b: { c: 1 } }, d: 2 }, ['a', 'b', 'c'], undefined)).toEqual({ d: 2 }))

  it('differs as deep as both sides have keys', () =>
    expect(differences('deal', { a: { b: 1, c: [1] } }, { a: { b: 1, c: [2] }, n: { x: 1 } })).toEqual([
      { at: 'deal.a.c', was: [1], is: [2] },
      { at: 'deal.n', was: null, is: { x: 1 } },
    ]))
})

describe('the rows of a form', () => {
  it('keeps neighbours side by side', () => {
    const rows = [['name', 'account'], ['amount', 'stage'], ['note']]
    expect(formRows(['name', 'account', 'amount', 'stage', 'note'], rows)).toEqual(rows)
    expect(formRows(['account', 'amount', 'name', 'note', 'colour'], rows)).toEqual([
      ['account'],
      ['amount'],
      ['name'],
      ['note'],
      ['colour'],
    ])
  })
})

describe('names for programs', () => {
  it('are spelled from what people say', () => {
    expect(keyName('Ngày ký hợp đồng', [], 'field')).toBe('ngay_ky_hop_dong')
    expect(keyName('رنگ', [], 'field')).toBe('rng')
    expect(keyName('颜色', ['field'], 'field')).toBe('field_2')
    expect(keyName('2nd colour!', ['nd_colour'], 'field')).toBe('nd_colour_2')
    expect(keyName('x'.repeat(90), [], 'field').length).toBe(40)
  })
  it('are small letters, digits and lines', () => {
    expect(isKeyName('close_date2')).toBe(true)
    expect(isKeyName('2nd')).toBe(false)
    expect(isKeyName('Colour')).toBe(false)
  })
})
