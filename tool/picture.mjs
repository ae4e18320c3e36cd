// picture.mjs - the picture of the README, from the running program.
//
//   make picture     starts ./build/kith on a scratch demo company and looks at a deal
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const { chromium } = createRequire(new URL('../web/package.json', import.meta.url))('playwright-core')
const kith = new URL('../build/kith', import.meta.url).pathname
const out = new URL('../doc/picture.png', import.meta.url).pathname
const dir = mkdtempSync(join(tmpdir(), 'kith-picture-'))
const db = join(dir, 'demo.db')
const password = 'a picture of the harbour'

const made = spawnSync(kith, ['new', db, '--demo', '--password', password], { encoding: 'utf8' })
if (made.status !== 0) throw new Error(made.stderr)
const login = /login\s+(\S+)/.exec(made.stdout)[1]
const server = spawn(kith, ['serve', db, '--listen', '127.0.0.1:0'])
const base = await new Promise((found) =>
  server.stdout.on('data', (text) => found(/http:\S+/.exec(String(text))[0])),
)
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
})
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  const headers = { 'X-Kith': '1' }
  await page.request.post(`${base}/api/login`, { data: { login, password }, headers })
  await page.request.patch(`${base}/api/me`, { data: { language: 'en' }, headers })
  const where = encodeURIComponent("stage = 'negotiation' and next_step is set and account.address.country = 'VN'")
  const { rows } = await (await page.request.get(`${base}/api/deal?where=${where}&sort=-amount&limit=1`)).json()
  await page.goto(`${base}/deal/${rows[0].id}`)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.waitForLoadState('networkidle').catch(() => {})
  await page.screenshot({ path: out })
} finally {
  await browser.close()
  server.kill()
  rmSync(dir, { recursive: true })
}
