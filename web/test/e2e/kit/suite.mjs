// Scenarios of steps: a step that fails ends its scenario, and the next one begins.
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

/** `run` gets `step(name, fn)`, and `watch(page)`: pages whose picture is kept when a step fails (E2E_SHOTS=folder). */
export async function scenario(name, run) {
  if (only.length && !only.some((word) => name.includes(word))) return
  console.log(`\n${name}`)
  const pages = []
  let broken = false
  const step = async (what, act, { goOn = false } = {}) => {
    if (broken) return
    const began = Date.now()
    try {
      await act()
      passed++
      console.log(`  ok    ${what}  ${((Date.now() - began) / 1000).toFixed(1)} s`)
    } catch (error) {
      failed++
      broken = !goOn
      console.log(
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
    await run(step, (page) => pages.push(page))
  } catch (error) {
    failed++
    console.log(`  FAIL  ${name}: ${error?.stack ?? error}`)
  }
}

export function close() {
  console.log(`\n${passed} passed, ${failed} failed`)
  process.exitCode = failed ? 1 : 0
}
