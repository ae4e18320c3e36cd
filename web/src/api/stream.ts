import type { Job } from './types'

/**
 * What happens elsewhere, live. One stream per browser, not per tab: HTTP/1.1 allows six connections to a host. The tab
 * that holds the lock "kith.stream" reads it and passes everything on; when it closes, the next one takes over where it
 * stopped (Last-Event-ID). Read with fetch, because EventSource cannot name the place to resume from.
 */
export type Happening =
  | {
      event: 'record'
      entity: string
      id: string
      version: number
      what: 'created' | 'changed' | 'deleted' | 'restored'
      by?: string
    }
  | { event: 'meta'; version: string }
  | ({ event: 'job' } & Job)
  | { event: 'reset' }

type Listener = (happening: Happening) => void
const listeners = new Set<Listener>()
const tell = (happening: Happening) => {
  for (const listener of listeners) listener(happening)
}

/** Listen; the answer stops it. */
export function onHappening(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

const place = 'kith.stream.last'
const firstWait = 1000
const longestWait = 30_000

interface Message {
  id?: string
  event: string
  data: string
}

/** Takes whole messages off the front of `text`; gives back the rest. Exported for its test. */
export function takeMessages(text: string, take: (message: Message) => void): string {
  const blocks = text.replace(/\r\n?/g, '\n').split('\n\n')
  const rest = blocks.pop() ?? ''
  for (const block of blocks) {
    const message: Message = { event: 'message', data: '' }
    for (const line of block.split('\n')) {
      const [, name, value = ''] = /^(\w+): ?(.*)$/.exec(line) ?? []
      if (name === 'id') message.id = value
      if (name === 'event') message.event = value
      if (name === 'data') message.data += message.data ? `\n${value}` : value
    }
    if (message.data || message.event !== 'message') take(message)
  }
  return rest
}

async function readOnce(signal: AbortSignal, take: (message: Message) => void): Promise<void> {
  const last = localStorage.getItem(place)
  const response = await fetch('/api/events', {
    headers: { Accept: 'text/event-stream', ...(last ? { 'Last-Event-ID': last } : {}) },
    signal,
    cache: 'no-store',
  })
  if (response.status === 401) throw new DOMException('signed out', 'AbortError')
  if (!response.ok || !response.body) throw new Error(String(response.status))
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    rest = takeMessages(rest + value, take)
  }
}

async function lead(signal: AbortSignal, channel: BroadcastChannel): Promise<void> {
  let wait = firstWait
  while (!signal.aborted) {
    try {
      await readOnce(signal, ({ id, event, data }) => {
        wait = firstWait
        if (id) localStorage.setItem(place, id)
        const happening = { ...(data ? JSON.parse(data) : {}), event } as Happening
        channel.postMessage(happening)
        tell(happening)
      })
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') return
    }
    // Jitter keeps a hundred browsers from coming back in the same second.
    await new Promise((go) => setTimeout(go, wait * (0.7 + Math.random() * 0.6)))
    wait = Math.min(longestWait, wait * 2)
  }
}

/** Starts listening to the server; the answer stops it. */
export function openStream(): () => void {
  const stop = new AbortController()
  const channel = new BroadcastChannel('kith.stream')
  channel.onmessage = (message: MessageEvent<Happening>) => tell(message.data)
  const run = () => lead(stop.signal, channel)
  // Without locks (an insecure origin) every tab reads for itself.
  if (navigator.locks) navigator.locks.request('kith.stream', { signal: stop.signal }, run).catch(() => {})
  else void run()

  // A laptop that slept has missed more than the server remembers: look again.
  let seen = Date.now()
  const watch = setInterval(() => {
    if (Date.now() - seen > 90_000) tell({ event: 'reset' })
    seen = Date.now()
  }, 15_000)
  return () => {
    stop.abort()
    clearInterval(watch)
    channel.close()
  }
}
