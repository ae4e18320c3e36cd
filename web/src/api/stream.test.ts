import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { isLineOpen } from './line'
import { takeMessages } from './read-stream'
import { type Happening, onHappening, openStream } from './stream'

test('messages come whole, however the bytes are cut', () => {
  const got: unknown[] = []
  let rest = takeMessages(': beat\n\nid: 4\nevent: record\nda', (m) => got.push(m))
  rest = takeMessages(`${rest}ta: {"id":"1"}\n\nevent: reset\ndata:\n\nid: 9\n\n`, (m) => got.push(m))
  expect(rest).toBe('')
  expect(got).toEqual([
    { id: '4', event: 'record', data: '{"id":"1"}' },
    { event: 'reset', data: '' },
    { id: '9', event: 'message', data: '' },
  ])
})

/** A server: each connection is answered by the next of these. */
type Answer = (say: (text: string) => void, end: () => void, last: string | undefined) => number | undefined
let answers: Answer[] = []
let asked: (string | undefined)[] = []
let told: Happening[] = []
let close = () => {}

beforeEach(() => {
  vi.useFakeTimers()
  answers = []
  asked = []
  told = []
  const kept = new Map<string, string>()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  })
  vi.stubGlobal('navigator', {})
  vi.stubGlobal(
    'fetch',
    async (_: string, { headers, signal }: { headers: Record<string, string>; signal: AbortSignal }) => {
      const last = headers['Last-Event-ID']
      asked.push(last)
      const answer = answers.shift()
      if (!answer) throw new TypeError('no server')
      let status = 200
      const body = new ReadableStream<Uint8Array>({
        start(control) {
          signal.addEventListener('abort', () => control.error(new DOMException('cut', 'AbortError')))
          status =
            answer(
              (text) => control.enqueue(new TextEncoder().encode(text)),
              () => control.close(),
              last,
            ) ?? 200
        },
      })
      return new Response(body, { status })
    },
  )
})

function open(): void {
  const stop = onHappening((happening) => told.push(happening))
  const end = openStream()
  close = () => {
    end()
    stop()
  }
}

afterEach(() => {
  close()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const hello = 'event: hello\ndata: {}\n\n'
const deal = { event: 'record', entity: 'deal', id: '1', what: 'changed', version: 2 }
const dealText = 'event: record\ndata: {"entity":"deal","id":"1","what":"changed","version":2}\n\n'

test('a line that ends is taken up where it stopped, and the first one looks again', async () => {
  answers = [
    (say, end) => {
      say(`id: 5\n\n${hello}id: 7\n${dealText}`)
      end()
      return undefined
    },
    (say) => {
      say(`${hello}id: 8\nevent: record\ndata: {"entity":"deal","id":"1","what":"gone"}\n\n`)
      return undefined
    },
  ]
  open()
  await vi.advanceTimersByTimeAsync(1500)
  expect(asked).toEqual([undefined, '7'])
  expect(told).toEqual([{ event: 'reset' }, deal, { event: 'record', entity: 'deal', id: '1', what: 'gone' }])
  expect(isLineOpen()).toBe(true)
})

test('an id alone moves the place on', async () => {
  answers = [
    (say, end) => {
      say(`id: 5\n\n${hello}id: 900\n\n`)
      end()
      return undefined
    },
    () => undefined,
  ]
  open()
  await vi.advanceTimersByTimeAsync(1500)
  expect(asked).toEqual([undefined, '900'])
  expect(told).toEqual([{ event: 'reset' }])
})

test('a server that is away is asked ever more rarely, and the person is told', async () => {
  open()
  await vi.advanceTimersByTimeAsync(1000)
  expect(isLineOpen()).toBe(true) // so soon nobody needs to know
  await vi.advanceTimersByTimeAsync(60_000)
  expect(isLineOpen()).toBe(false)
  expect(asked.length).toBeGreaterThan(4)
  expect(asked.length).toBeLessThan(10)
  answers = [
    (say) => {
      say(hello)
      return undefined
    },
  ]
  await vi.advanceTimersByTimeAsync(40_000)
  expect(isLineOpen()).toBe(true)
})

test('a line that is silent is broken', async () => {
  answers = [
    (say) => {
      say(`id: 3\n\n${hello}`)
      return undefined
    },
    (say) => {
      say(`${hello}id: 4\n${dealText}`)
      return undefined
    },
  ]
  open()
  await vi.advanceTimersByTimeAsync(45_000)
  expect(asked).toEqual([undefined])
  await vi.advanceTimersByTimeAsync(10_000)
  expect(asked).toEqual([undefined, '3'])
  expect(told.at(-1)).toEqual(deal)
})

test('who is signed out does not ask again', async () => {
  answers = [() => 401]
  open()
  await vi.advanceTimersByTimeAsync(120_000)
  expect(asked).toEqual([undefined])
})
