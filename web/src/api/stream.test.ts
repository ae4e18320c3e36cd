import { expect, test } from 'vitest'
import { takeMessages } from './stream'

test('messages come whole, however the bytes are cut', () => {
  const got: unknown[] = []
  let rest = takeMessages(': beat\n\nid: 4\nevent: record\nda', (m) => got.push(m))
  rest = takeMessages(`${rest}ta: {"id":"1"}\n\nevent: reset\ndata:\n\n`, (m) => got.push(m))
  expect(rest).toBe('')
  expect(got).toEqual([
    { id: '4', event: 'record', data: '{"id":"1"}' },
    { event: 'reset', data: '' },
  ])
})
