/** where the stream was left, for whoever reads it next */
const place = 'kith.stream.last'
const silence = 50_000

export interface Message {
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
    if (message.id || message.data || message.event !== 'message') take(message)
  }
  return rest
}

export class SignedOut extends Error {}

/**
 * Reads until the line ends or breaks; `again`: it went on where the one before had stopped. The server
 * says something every 20 seconds, so a line that is silent for much longer is broken.
 */
export async function readStream(signal: AbortSignal, take: (message: Message, again: boolean) => void): Promise<void> {
  const last = localStorage.getItem(place)
  const line = new AbortController()
  const cut = () => line.abort()
  let timer = setTimeout(cut, silence)
  signal.addEventListener('abort', cut)
  try {
    const response = await fetch('/api/events', {
      headers: { Accept: 'text/event-stream', ...(last ? { 'Last-Event-ID': last } : {}) },
      signal: line.signal,
      cache: 'no-store',
    })
    if (response.status === 401) throw new SignedOut()
    if (!response.ok || !response.body) throw new Error(String(response.status))
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
    let rest = ''
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      clearTimeout(timer)
      timer = setTimeout(cut, silence)
      rest = takeMessages(rest + value, (message) => {
        if (message.id) localStorage.setItem(place, message.id)
        take(message, last !== null)
      })
    }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', cut)
  }
}
