import { describe, expect, it } from 'vitest'
import type { Meta } from '../../api/types'
import { attentionRule, growth, mainPipeline, total } from './pipeline'

const stage = (more = {}) => ({ label: '', ...more })
const meta = {
  groups: [{ name: 'sales', label: '' }],
  entities: {
    lead: {
      name: 'lead',
      group: 'sales',
      order: 10,
      face: { title: 'name' },
      fields: {},
      pipeline: { new: stage() },
      views: { board: { by: 'stage', sum: 'budget' } },
    },
    deal: {
      name: 'deal',
      group: 'sales',
      order: 20,
      face: { title: 'name', facts: ['amount', 'day'] },
      fields: { amount: { name: 'amount', type: 'money' }, day: { name: 'day', type: 'date' }, closed_on: {} },
      pipeline: {
        open: stage({ probability: 10, stale_after: 1_209_600 }),
        won: stage({ end: 'won', probability: 100 }),
        lost: stage({ end: 'lost' }),
      },
      views: { board: { by: 'stage', sum: 'amount' } },
    },
  },
} as unknown as Meta

describe('what home reports on', () => {
  const pipeline = mainPipeline(meta)!
  it('is the pipeline with probabilities', () => {
    expect(pipeline).toMatchObject({ by: 'stage', sum: 'amount', ended: 'closed_on', open: ['open'], won: ['won'] })
    expect(pipeline.entity.name).toBe('deal')
  })
  it('asks for what is stale or late', () => {
    expect(attentionRule(pipeline)).toBe(
      "(stage = 'open' and stage_since_ms < @now - 14d) or (stage in ('open') and day < @today)",
    )
  })
  it('adds groups up', () => {
    const groups = [
      { key: 'open', count: 2, exact: true, sum: { minor: 5, cur: 'VND' } },
      { key: 'won', count: 1, exact: false, sum: { minor: 7, cur: 'VND' } },
      { key: null, count: 9, exact: true },
    ]
    expect(total(groups, ['open', 'won'])).toEqual({ count: 3, exact: false, minor: 12, cur: 'VND' })
  })
  it('compares only with something', () => {
    expect(growth(12, 10)).toBeCloseTo(20)
    expect(growth(12, 0)).toBeUndefined()
  })
})
