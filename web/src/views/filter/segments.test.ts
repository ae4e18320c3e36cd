import { describe, expect, it } from 'vitest'
import { readRule, writeRule } from './rule-text'
import { segmentIn, segmentPart } from './segments'

describe('segments in a rule', () => {
  it('are parts of their own', () => {
    const { join, parts } = readRule("stage = 'won' and not @segment.12 and @segment.7")
    expect(join).toBe('and')
    expect(parts.map(segmentIn)).toEqual([undefined, { id: '12', not: true }, { id: '7', not: false }])
  })
  it('are written as they were read', () => {
    const rule = 'not @segment.12 or @segment.7'
    expect(writeRule(readRule(rule))).toBe(rule)
    const said = { id: '12', not: true }
    expect(segmentIn(segmentPart(said))).toEqual(said)
  })
  it('are not seen in what says more', () => {
    expect(segmentIn({ text: '@segment.12 or amount > 5' })).toBeUndefined()
    expect(segmentIn({ text: '@segment.x' })).toBeUndefined()
    expect(segmentIn({ field: 'owner', op: '=', values: [{ at: 'segment.1' }] })).toBeUndefined()
  })
})
