import { isLineOpen, setLine } from './line'
import { type Message, readStream, SignedOut } from './read-stream'
import type { Job } from './types'

/**
 * What happens elsewhere, live. One stream per browser, not per tab: HTTP/1.1 allows six connections to a host. The tab
 * that holds the lock "kith.stream" reads it and passes everything on; when it closes, the next one takes over where it
 * stopped (Last-Event-ID). Read with fetch, because EventSource cannot name the place to resume from.
 *
 * A line that breaks is tried again, soon at first and then more rarely.
 */
export type Happening =
  | {
      event: 'record'
      entity: string
      id: string
      /** absent when it is gone: nothing is told of what one may not see any more */
      version?: number
      what: 'created' | 'changed' | 'deleted' | 'restored' | 'appeared' | 'gone'
      by?: string
    }
  /** more of this entity than is told one by one: look again */
  | { event: 'many'; entity: string }
  | { event: 'meta'; version: string }
  | ({ event: 'job' } & Job)
  /** look again at everything */
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

/** Has something happened to records of this entity? */
export const concerns = (happening: Happening, entity: string): boolean =>
  happening.event === 'reset' ||
  ((happening.event === 'record' || happening.event === 'many') && happening.entity === entity)

const firstWait = 1000
const longestWait = 30_000
/** a line that is back so soon was never gone, for a person */
const unnoticed = 4000

/** Waits; less when the system says that the network is back. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((go) => {
    const end = () => {
      clearTimeout(timer)
      globalThis.removeEventListener?.('online', end)
      signal.removeEventListener('abort', end)
      go()
    }
    const timer = setTimeout(end, ms)
    globalThis.addEventListener?.('online', end)
    signal.addEventListener('abort', end)
  })
}

/** What tabs say to each other. */
type Word = { happening: Happening } | { line: boolean } | { ask: 'line' }

function pass(channel: BroadcastChannel, happening: Happening): void {
  channel.postMessage({ happening } satisfies Word)
  tell(happening)
}

async function lead(signal: AbortSignal, channel: BroadcastChannel): Promise<void> {
  let wait = firstWait
  let lost: ReturnType<typeof setTimeout> | undefined
  const say = (now: boolean) => {
    setLine(now)
    channel.postMessage({ line: now } satisfies Word)
  }
  const hear = ({ event, data }: Message, again: boolean) => {
    wait = firstWait
    clearTimeout(lost)
    lost = undefined
    if (!isLineOpen()) say(true)
    // What was read before the first stream began may be older than its beginning.
    if (event === 'hello' && !again) pass(channel, { event: 'reset' })
    if (event !== 'hello' && event !== 'message')
      pass(channel, { ...(data ? JSON.parse(data) : {}), event } as Happening)
  }
  while (!signal.aborted) {
    try {
      await readStream(signal, hear)
    } catch (error) {
      if (error instanceof SignedOut) break
    }
    lost ??= setTimeout(() => say(false), unnoticed)
    // Jitter keeps a hundred browsers from coming back in the same second.
    await pause(wait * (0.7 + Math.random() * 0.6), signal)
    wait = Math.min(longestWait, wait * 2)
  }
  clearTimeout(lost)
}

/** Starts listening to the server; the answer stops it. */
export function openStream(): () => void {
  const stop = new AbortController()
  const channel = new BroadcastChannel('kith.stream')
  let leads = !navigator.locks
  channel.onmessage = ({ data }: MessageEvent<Word>) => {
    if ('happening' in data) tell(data.happening)
    else if ('line' in data) setLine(data.line)
    else if (leads) channel.postMessage({ line: isLineOpen() } satisfies Word)
  }
  channel.postMessage({ ask: 'line' } satisfies Word)
  const run = () => {
    leads = true
    return lead(stop.signal, channel)
  }
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
