import { describe, expect, it } from 'vitest'
import { isolated } from '../../../lib/text'
import { wordAt } from './word-at'

describe('what is wrong with a rule', () => {
  it('is shown at its word', () => {
    expect(wordAt('name is set and weather = 1', 17)).toEqual(['name is set and ', 'weather', ' = 1'])
    expect(wordAt('owner in @teem', 10)).toEqual(['owner in ', '@teem', ''])
    expect(wordAt("name = 'Ông ''Ba'", 8)).toEqual(['name = ', "'Ông ''Ba'", ''])
    expect(wordAt("name = 'Ông' and weather = 1", 19)[1]).toBe('weather')
    expect(wordAt('amount >', 9)).toEqual(['amount >', '', ''])
    expect(wordAt('', 7)).toEqual(['', '', ''])
  })
  it('is shown with what stands around, not with all of a long rule', () => {
    const [before, word, after] = wordAt(`${'a '.repeat(40)}HERE${' b'.repeat(40)}`, 81)
    expect([before.length, word, after.length]).toEqual([31, 'HERE', 31])
  })
  it('keeps the words of the language apart from the sentence', () => {
    expect(isolated('بنویسید @team، @unit.')).toBe('بنویسید \u2068@team\u2069، \u2068@unit\u2069.')
    expect(isolated('فیلدی به نام «x <= y» نیست.')).toBe('فیلدی به نام «\u2068x <= y\u2069» نیست.')
    expect(isolated('بنویسید =، !=، <.')).toBe('بنویسید \u2068=\u2069، \u2068!=\u2069، \u2068<\u2069.')
  })
})
