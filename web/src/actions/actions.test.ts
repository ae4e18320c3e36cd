import { describe, expect, it } from 'vitest'
import { goKeys, lettersFor } from './letters'

describe('letters to go by', () => {
  it('gives each name the first letter of its own that is free', () => {
    const letters = lettersFor(['lead', 'contact', 'account', 'deal', 'call'])
    expect([...letters]).toEqual([
      ['lead', 'l'],
      ['contact', 'c'],
      ['account', 'a'],
      ['deal', 'd'],
    ])
  })
  it('never takes a letter of a fixed place', () => {
    expect(lettersFor(['home', 'hims']).get('home')).toBe('o')
    expect(lettersFor(['hims']).has('hims')).toBe(false)
  })
  it('writes them as keys', () => {
    expect(goKeys('d')).toBe('KeyG KeyD')
    expect(goKeys(undefined)).toBeUndefined()
  })
})
