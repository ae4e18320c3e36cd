// The browser of the system, and people in it: each has a context of their own.
import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'
import { followRequests } from './at-rest.mjs'

const places = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const flags =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'

export const startBrowser = () =>
  chromium.launch({ executablePath: places.find((p) => p && existsSync(p)), headless: true, args: flags.split(' ') })

/** A person at a screen of their own. What the page complains of is kept in `page.complaints`. */
export async function person(browser, url, options = {}) {
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'Asia/Ho_Chi_Minh',
    reducedMotion: 'reduce',
    ...options,
  })
  const page = await context.newPage()
  // A bound for what is broken, not a measure: the machine may be slow and have other things to do.
  page.setDefaultTimeout(30_000)
  followRequests(page)
  page.complaints = []
  page.on('pageerror', (error) => page.complaints.push(String(error)))
  page.on('console', (message) => {
    // A status of the server is tested where it matters; a broken rule of the page is always a fault.
    const text = message.text()
    if (message.type() === 'error' && !text.startsWith('Failed to load resource')) page.complaints.push(text)
  })
  return page
}

const headers = { 'Content-Type': 'application/json', 'X-Kith': '1' }

/** Asks the server as the person on this page, past the screen: to prepare, and to see what is truly stored. */
export const ask = (page, method, path, body) =>
  page.evaluate(
    async ([method, path, body, headers]) => {
      const answer = await fetch(`/api/${path}`, { method, headers, body: body ? JSON.stringify(body) : undefined })
      const text = await answer.text()
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 300)}`)
      return text ? JSON.parse(text) : null
    },
    [method, path, body, headers],
  )

export const countOf = async (page, entity, where = '') =>
  (await ask(page, 'GET', `${entity}/count?where=${encodeURIComponent(where)}`)).count
