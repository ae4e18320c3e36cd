// npm run e2e [word…]: walks through the client in a real browser against a real server (KITH_BIN, made by `make`).
// E2E_JOBS scenarios at a time (2), each with a server and a database of its own.
import { access } from './access.mjs'
import { archive } from './archive.mjs'
import { core } from './core.mjs'
import { keyboard } from './keyboard.mjs'
import { startBrowser } from './kit/browser.mjs'
import { startServer } from './kit/server.mjs'
import { close, play, wanted } from './kit/suite.mjs'
import { life } from './life.mjs'
import { lines } from './lines.mjs'
import { links } from './links.mjs'
import { merge } from './merge.mjs'
import { packs } from './packs.mjs'
import { door, inPersian, inVietnamese, onPhone } from './pages.mjs'
import { pairs } from './pairs.mjs'
import { passkeys } from './passkeys.mjs'
import { people } from './people.mjs'
import { persian } from './persian.mjs'
import { portal } from './portal.mjs'
import { prices } from './prices.mjs'
import { quality } from './quality.mjs'
import { reach } from './reach.mjs'
import { rights } from './rights.mjs'
import { second } from './second.mjs'
import { segments } from './segments.mjs'
import { settings } from './settings.mjs'
import { studio } from './studio.mjs'
import { undo } from './undo.mjs'

// The longest first: the end is not spent waiting for one of them.
const all = [
  inPersian,
  inVietnamese,
  onPhone,
  core,
  persian,
  access,
  lines,
  links,
  passkeys,
  merge,
  packs,
  pairs,
  people,
  reach,
  quality,
  portal,
  prices,
  rights,
  studio,
  second,
  segments,
]
const waiting = [...all, archive, life, settings, undo, keyboard, door].filter(wanted)

const browser = await startBrowser()

async function playOn() {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const server = await startServer()
    try {
      await play(next, browser, server)
    } finally {
      await server.stop()
    }
  }
}

try {
  await Promise.all(Array.from({ length: Number(process.env.E2E_JOBS ?? 2) }, playOn))
} finally {
  await browser.close()
}
close()
