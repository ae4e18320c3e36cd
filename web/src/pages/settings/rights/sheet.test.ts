import { describe, expect, it } from 'vitest'
import { applied, cellKey, faultPlace, flatten, leaderOf, levelNow, type Sheet, unflatten, withChange } from './sheet'

const sheet: Sheet = {
  rights: ['read', 'change'],
  levels: ['@own', '@team'],
  roles: [{ key: 'seller', name: 'Seller' }],
  entities: [],
  may: { seller: { deal: { read: true, change: '@own', fields: { amount: 'see' } } } },
  site: { seller: { deal: { change: '@own', fields: { amount: 'see' } } } },
}
const read = cellKey('seller', 'deal', 'read')
const change = cellKey('seller', 'deal', 'change')
const amount = cellKey('seller', 'deal', 'fields', 'amount')

describe('the sheet of rights', () => {
  it('is the same flat and back', () => expect(unflatten(flatten(sheet.site))).toEqual(sheet.site))

  it('knows what holds; a field nobody spoke of is as its record', () => {
    expect(levelNow(sheet, read)).toBe(true)
    expect(levelNow(sheet, amount)).toBe('see')
    expect(levelNow(sheet, cellKey('seller', 'deal', 'fields', 'name'))).toBe('change')
    expect(levelNow(sheet, cellKey('viewer', 'deal', 'read'))).toBe(false)
  })

  it('takes what is as before for no change', () => {
    let changes = withChange(sheet, new Map(), read, '@team')
    expect([...changes]).toEqual([[read, '@team']])
    changes = withChange(sheet, changes, read, true)
    expect(changes.size).toBe(0)
    expect(withChange(sheet, new Map(), change, '@own').size).toBe(0)
    expect(withChange(sheet, new Map(), read, null).size).toBe(0)
  })

  it('says a role other roles have, with a point in its key', () => {
    const key = cellKey('a.b', 'deal', 'read')
    expect(unflatten(applied({}, new Map([[key, true]])))).toEqual({ 'a.b': { deal: { read: true } } })
    expect(faultPlace(key)).toBe('a.b.deal.read')
  })

  it('knows that handing over is as changing where nothing is said', () => {
    expect(leaderOf(cellKey('seller', 'deal', 'hand'))).toBe(change)
    expect(leaderOf(read)).toBeUndefined()
  })

  it('goes back to what was delivered', () => {
    const changes = withChange(sheet, new Map(), amount, null)
    expect(unflatten(applied(sheet.site, changes))).toEqual({ seller: { deal: { change: '@own' } } })
  })
})
