import { expect, test } from 'vitest'
import { scopesOf, wholeScope } from './scopes'

test('a reach becomes words the server knows', () => {
  expect(scopesOf(wholeScope)).toEqual(['read:*', 'write:*'])
  expect(scopesOf({ ...wholeScope, reach: 'read', export: true })).toEqual(['read:*', 'export'])
  expect(
    scopesOf({ ...wholeScope, reach: 'some', some: { lead: 'read', deal: 'write', task: 'none' }, admin: true }),
  ).toEqual(['read:lead', 'write:deal', 'admin'])
})
