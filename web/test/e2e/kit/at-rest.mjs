// When a page has come to rest: nothing it asked for is still coming, and nothing on it says that it is busy.

/** The stream of events keeps the line busy for ever. */
const endless = (request) => new URL(request.url()).pathname === '/api/events'

/** Keeps in `page.underway` what the page has asked for and not got yet. */
export function followRequests(page) {
  page.underway = new Set()
  page.on('request', (request) => endless(request) || page.underway.add(request))
  for (const end of ['requestfinished', 'requestfailed']) page.on(end, (request) => page.underway.delete(request))
}

/** Two frames later: what came has been drawn. */
const isBusy = (page) =>
  page.evaluate(
    () =>
      new Promise((done) => {
        const look = () => done(document.querySelector('[aria-busy=true]') !== null)
        requestAnimationFrame(() => requestAnimationFrame(look))
      }),
  )

/** However slow the machine; who never rests is a fault. */
export async function atRest(page, most = 30_000) {
  let calm = 0
  for (const until = Date.now() + most; Date.now() < until; ) {
    calm = (await isBusy(page)) || page.underway.size > 0 ? 0 : calm + 1
    if (calm === 2) return
  }
  const waits = [...page.underway].map((request) => request.url())
  throw new Error(`${page.url()} does not come to rest: ${waits.join(', ') || 'something on it says it is busy'}`)
}
