import { describe, expect, it } from 'vitest'
import { bothRules, equals, readRule, writeRule } from './rule-text'

const around = (rule: string) => writeRule(readRule(rule))

describe('rule text', () => {
  it('reads one comparison each', () => {
    expect(readRule("stage in ('new', 'offer') and amount >= 1000 and owner = @me")).toEqual({
      join: 'and',
      parts: [
        { field: 'stage', op: 'in', values: ['new', 'offer'] },
        { field: 'amount', op: '>=', values: [1000] },
        { field: 'owner', op: '=', values: [{ at: 'me' }] },
      ],
    })
  })
  it('reads spans however they are spaced', () => {
    const day = { join: 'and', parts: [{ field: 'd', op: '<', values: [{ at: 'today', span: '-7d' }] }] }
    for (const rule of ['d < @today - 7d', 'd < @today -7d', 'd < @today-7d']) expect(readRule(rule)).toEqual(day)
    expect(around('d < @today+7d')).toBe('d < @today + 7d')
  })
  it('keeps the "and" of a between to itself', () => {
    expect(readRule('a between 1 and 5 and b is empty').parts).toHaveLength(2)
    expect(around('a between 1 and 5 and b is empty')).toBe('a between 1 and 5 and b is empty')
  })
  it('doubles quotes inside of texts', () => {
    expect(readRule("name = 'O''Brien'").parts[0]).toEqual({ field: 'name', op: '=', values: ["O'Brien"] })
    expect(around("name = 'O''Brien'")).toBe("name = 'O''Brien'")
  })
  it('reads any of several', () => {
    expect(readRule('a = 1 or b is set').join).toBe('or')
    expect(around('a = 1 or b is set')).toBe('a = 1 or b is set')
  })
  it('reads a bool alone, paths and refused lists', () => {
    expect(readRule('done').parts[0]).toEqual({ field: 'done', op: '=', values: [true] })
    expect(around("account.city = 'Đà Nẵng' and s not in ('x')")).toBe("account.city = 'Đà Nẵng' and s not in ('x')")
  })
  it('reads who stands around somebody, and nothing that only looks so', () => {
    expect(readRule('owner in @units').parts).toEqual([{ field: 'owner', op: 'in', values: [{ at: 'units' }] }])
    for (const rule of ['owner in @team and a = 1', 'owner in (@me)', "owner in (@me, '7')"])
      expect(around(rule)).toBe(rule)
    for (const rule of ['owner not in @team', 'owner in @me']) expect(readRule(rule).parts).toEqual([{ text: rule }])
  })
  it('leaves as written what no chip can show', () => {
    expect(readRule('not a = 1').parts).toEqual([{ text: 'not a = 1' }])
    expect(readRule('a = 1 and (b = 2 or c = 3)').parts[1]).toEqual({ text: '(b = 2 or c = 3)' })
    expect(readRule('a = 1 and b = 2 or c = 3').parts[0]).toEqual({ text: 'a = 1 and b = 2' })
    expect(readRule('a = $').parts).toEqual([{ text: 'a = $' }])
    expect(readRule('amount < budget').parts).toEqual([{ text: 'amount < budget' }])
  })
  it('puts brackets around what would reach out', () => {
    const loose = { text: 'b = 2 or c = 3' }
    expect(writeRule({ join: 'and', parts: [{ field: 'a', op: '=', values: [1] }, loose] })).toBe(
      'a = 1 and (b = 2 or c = 3)',
    )
    expect(writeRule({ join: 'and', parts: [loose] })).toBe('b = 2 or c = 3')
  })
  it('survives a rule within a rule', () => {
    expect(bothRules('a = 1 or b = 2', equals('s', 'new'))).toBe("(a = 1 or b = 2) and (s = 'new')")
    expect(bothRules(undefined, equals('s', null))).toBe('s is empty')
    expect(bothRules('', undefined)).toBeUndefined()
  })
})
