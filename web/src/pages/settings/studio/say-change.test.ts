import { describe, expect, it } from 'vitest'
import type { Entity } from '../../../api/types'
import { namesOf } from './names'
import { choicesOf, newField, withField } from './new-field'
import { kindDocuments, withTraits } from './new-kind-document'
import { readSheet } from './read-sheet'
import { sayChanges } from './say-change'
import type { Doc } from './sheet'
import { daysOf, newStage } from './stages'

const deal = {
  label: ['Deal', 'Deals'],
  fields: {
    name: { label: 'Name' },
    source: { label: 'Source', of: { web: { label: 'Web' }, call: { label: 'Call' } } },
  },
  pipeline: { won: { label: 'Won' } },
} as unknown as Entity
const base: Record<string, Doc> = {
  deal: {
    fields: { source: { type: 'choice', label: 'Source', of: { web: { label: 'Web' }, call: { label: 'Call' } } } },
    views: { table: ['name', 'source'] },
  },
}
const say = (at: string, was: unknown, is: unknown, documents = {}) =>
  sayChanges([{ at, was: was as never, is: is as never }], namesOf({ deal }, documents), base).map((said) =>
    [said.where.join(' > '), said.was, said.is].join(' | '),
  )

describe('changes, in words', () => {
  it('says what the pack said before, part by part', () =>
    expect(say('deal.fields.source', null, { label: 'Origin', of: { call: { retired: true } } })).toEqual([
      'Deals > Source > studio.key.label | Source | Origin',
      'Deals > Source > Call > studio.key.retired | field.no | field.yes',
    ]))

  it('says that choices stand in another order', () =>
    expect(say('deal.fields.source', null, { of: { call: {}, web: {} } })).toEqual([
      'Deals > Source > studio.key.of |  | studio.reordered',
    ]))

  it('says of a list what came and what went', () =>
    expect(say('deal.views.table', ['name', 'source'], ['name'])).toEqual([
      'Deals > studio.view.table |  | studio.list_went',
    ]))

  it('calls what nobody knows yet as the documents that bring it do', () => {
    const documents = { deal: { extend: 'deal', fields: { colour: { type: 'text', label: 'Colour' } } } }
    expect(say('deal.fields.colour', null, documents.deal.fields.colour, documents)).toEqual([
      'Deals > Colour |  | Colour · studio.type.text',
    ])
    expect(say('lang/vi.deal.colour', null, 'Màu', documents)).toEqual(['Tiếng Việt > Deals > Colour |  | Màu'])
    expect(say('lang/vi.deal.stage.won', 'Được', null)).toEqual(['Tiếng Việt > Deals > Won | Được | '])
  })

  it('says a kind that goes as a whole', () =>
    expect(say('boat', { entity: 'boat', label: ['Boat', 'Boats'] }, null)).toEqual(['boat | Boats | ']))
})

describe('new documents', () => {
  it('have a choice a line, each once', () => {
    expect(choicesOf(' Red\n\nBlue\nRed ')).toEqual(['Red', 'Blue'])
    expect(newField({ label: 'Colour', type: 'choice', choices: ['Đỏ', '红'], to: undefined })).toEqual({
      type: 'choice',
      label: 'Colour',
      of: { do: { label: 'Đỏ' }, choice: { label: '红' } },
    })
  })

  it('put a field where it was asked for, and make no view that was not there', () =>
    expect(
      withField({ form: [['name']], table: ['name'] }, 'colour', { form: true, table: false, create: true }),
    ).toEqual({
      form: [['name'], ['colour']],
    }))

  it('begin a kind with what its traits need', () => {
    const wanted = {
      name: 'boat',
      one: 'Thuyền',
      many: 'Thuyền',
      group: 'work',
      title: 'Tên',
      stages: ['a', 'b', 'c'] as const,
    }
    const made = kindDocuments(
      { 'lang/vi': { deal: ['x', 'x'] } },
      { ...wanted, traits: ['own', 'stage'], language: 'vi' },
    )
    expect(made['lang/vi']).toEqual({ deal: ['x', 'x'], boat: ['Thuyền', 'Thuyền'] })
    expect(made.boat?.face).toEqual({ title: 'name', badge: 'stage', facts: ['owner'] })
    expect(Object.keys(made.boat?.pipeline as Doc)).toEqual(['begun', 'done', 'dropped'])
    const plain = kindDocuments({}, { ...wanted, traits: [], language: 'en' })
    expect([Object.keys(plain), plain.boat?.pipeline]).toEqual([['boat'], undefined])
  })

  it('let what stands and falls with a trait come and go with it', () => {
    const wanted = {
      name: 'boat',
      one: 'Boat',
      many: 'Boats',
      group: 'work',
      title: 'Name',
      stages: ['a', 'b', 'c'] as const,
    }
    const { boat } = kindDocuments({}, { ...wanted, traits: ['own'], language: 'en' })
    const staged = withTraits(boat!, ['own', 'stage', 'files'], ['a', 'b', 'c'])
    expect([staged.traits, Object.keys(staged.pipeline as Doc)]).toEqual([
      ['own', 'stage', 'files'],
      ['begun', 'done', 'dropped'],
    ])
    const all = kindDocuments({}, { ...wanted, traits: ['own', 'stage'], language: 'en' }).boat!
    const plain = withTraits(all, ['files'], ['a', 'b', 'c'])
    expect([plain.pipeline, plain.face, plain.views]).toEqual([
      undefined,
      { title: 'name' },
      { table: ['name'], form: [['name']], create: ['name'] },
    ])
  })

  it('put a stage before the ends, with a way there', () => {
    const pipeline = { new: { next: ['won'] }, won: { end: 'won' } }
    expect(newStage(pipeline, 'Offer')).toEqual({
      key: 'offer',
      order: ['new', 'offer', 'won'],
      stage: { label: 'Offer', next: ['won'] },
      arrows: { new: ['won', 'offer'] },
    })
    expect([daysOf('14d'), daysOf('2h'), daysOf(undefined)]).toEqual([14, undefined, undefined])
  })
})

describe('a file that was carried here', () => {
  it('is the documents, or nothing', () => {
    const documents = { 'deal.json': { extend: 'deal' } }
    expect(readSheet(JSON.stringify({ documents }))).toEqual(documents)
    for (const text of ['', '{', '[]', '{}', '{"documents":{}}', '{"documents":{"deal.json":7}}', '"x"'])
      expect(readSheet(text)).toBeUndefined()
  })
})
