// Scenarios of steps: a step that fails ends its scenario. Several run at once, so each is told whole when it has ended.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

let passed = 0
let failed = 0
const shots = process.env.E2E_SHOTS
const only = process.argv.slice(2)

export function expect(condition, message) {
  if (!condition) throw new Error(message)
}

export function same(have, want, what) {
  expect(
    JSON.stringify(have) === JSON.stringify(want),
    `${what}: ${JSON.stringify(have)} instead of ${JSON.stringify(want)}`,
  )
}

/** What is so a moment later: what is stored once it was drawn, how many there are once one has gone. */
export async function soonSame(read, want, what) {
  const until = Date.now() + 30_000
  while (JSON.stringify(await read()) !== JSON.stringify(want) && Date.now() < until)
    await new Promise((go) => setTimeout(go, 50))
  same(await read(), want, what)
}

/** What a step may take in all: far beyond the slowest. A script in a page is under no limit of the browser's. */
const MOST = 240_000

async function withinLimit(act) {
  let late
  const limit = new Promise((_, fail) => {
    late = setTimeout(() => fail(new Error(`does not end in ${MOST / 1000} s`)), MOST)
  })
  try {
    await Promise.race([act(), limit])
  } finally {
    clearTimeout(late)
  }
}

const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`

/**
 * A scenario to be run with a browser and a server. `run` gets them, `step(name, fn)`, and `watch(page)`: pages whose
 * picture is kept when a step fails (E2E_SHOTS=folder).
 */
export const scenario = (name, run) => ({ name, run })

/** Is it among those that were asked for on the command line? */
export const wanted = ({ name }) => only.length === 0 || only.some((word) => name.includes(word))

export async function play({ name, run }, browser, server) {
  const lines = []
  const say = (line) => lines.push(line)
  const pages = []
  const start = Date.now()
  let broken = false
  const step = async (what, act, { goOn = false } = {}) => {
    if (broken) return
    const began = Date.now()
    try {
      await withinLimit(act)
      passed++
      say(`  ok    ${what}  ${seconds(began)}`)
    } catch (error) {
      failed++
      broken = !goOn
      say(
        `  FAIL  ${what}\n        ${String(error?.message ?? error)
          .split('\n')
          .slice(0, 14)
          .join('\n        ')}`,
      )
      if (!shots) return
      mkdirSync(shots, { recursive: true })
      for (const [i, page] of pages.entries())
        await page
          .screenshot({ path: join(shots, `${name}-${what}-${i}.png`.replace(/[^\w.-]+/g, '-')) })
          .catch(() => {})
    }
  }
  try {
    await run({ browser, server, step, watch: (page) => pages.push(page), note: (line) => say(`        ${line}`) })
  } catch (error) {
    failed++
    say(`  FAIL  ${name}: ${error?.stack ?? error}`)
  } finally {
    for (const page of pages)
      await page
        .context()
        .close()
        .catch(() => {})
  }
  console.log(`\n${name}  ${seconds(start)}\n${lines.join('\n')}`)
}

export function close() {
  console.log(`\n${passed} passed, ${failed} failed`)
  process.exitCode = failed ? 1 : 0
}
