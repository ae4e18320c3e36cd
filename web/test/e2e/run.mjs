// npm run e2e [word…]: walks through the client in a real browser against a real server (KITH_BIN, made by `make`).
import { access } from './access.mjs'
import { core } from './core.mjs'
import { keyboard } from './keyboard.mjs'
import { startBrowser } from './kit/browser.mjs'
import { startServer } from './kit/server.mjs'
import { close } from './kit/suite.mjs'
import { links } from './links.mjs'
import { pages } from './pages.mjs'
import { passkeys } from './passkeys.mjs'
import { people } from './people.mjs'
import { persian } from './persian.mjs'
import { rights } from './rights.mjs'
import { second } from './second.mjs'
import { settings } from './settings.mjs'

const browser = await startBrowser()
try {
  for (const scene of [core, persian, keyboard, settings, people, rights, access, links, second, passkeys, pages]) {
    const server = await startServer()
    try {
      await scene(browser, server)
    } finally {
      await server.stop()
    }
  }
} finally {
  await browser.close()
}
close()
