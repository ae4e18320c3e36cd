// A real server of its own for a scenario: an empty database, a free port, thrown away afterwards.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const bin = resolve(process.env.KITH_BIN ?? join(import.meta.dirname, '../../../../build/kith'))

const freePort = () =>
  new Promise((done, fail) => {
    const probe = createServer()
    probe.once('error', fail)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => done(port))
    })
  })

/** Looks again until there is something to answer with. */
async function soon(look, what) {
  for (const until = Date.now() + 15_000; Date.now() < until; ) {
    const found = look()
    if (found) return found
    await new Promise((go) => setTimeout(go, 50))
  }
  throw new Error(`waited in vain for ${what}`)
}

/** The letters to an address that lie in the outbox, the oldest first. */
function lettersTo(outbox, address) {
  if (!existsSync(outbox)) return []
  const files = readdirSync(outbox).filter((name) => name.endsWith('.eml'))
  files.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))
  const texts = files.map((name) => readFileSync(join(outbox, name), 'utf8'))
  return texts.filter((text) => text.includes(`<${address}>`))
}

/** The link in a letter. */
function linkOf(letter) {
  const text = Buffer.from(letter.split(/\r?\n\r?\n/)[1], 'base64').toString()
  return /https?:\/\/\S+#\S+/.exec(text)[0]
}

/**
 * @returns {Promise<{url: string, setup: string, letter: (to: string, n?: number) => Promise<string>, stop: () => Promise<void>}>}
 * `setup`: the link the console shows; `letter`: the link in the n-th letter to an address
 */
export async function startServer() {
  const dir = mkdtempSync(join(tmpdir(), 'kith-e2e-'))
  const db = join(dir, 'company.db')
  const made = spawnSync(bin, ['new', db], { encoding: 'utf8' })
  if (made.status !== 0) throw new Error(`${bin} new: ${made.error?.message ?? made.stderr}`)
  const address = `127.0.0.1:${await freePort()}`
  const child = spawn(bin, ['serve', db, '--listen', address, '--rate', '100000'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  const link = await new Promise((done, fail) => {
    const late = setTimeout(() => fail(new Error(`the server did not start:\n${said}`)), 15_000)
    const hear = (chunk) => {
      said += chunk
      const found = /https?:\/\/\S+\/setup\?token=\S+/.exec(said)
      if (!found) return
      clearTimeout(late)
      done(found[0])
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('exit', (code) => fail(new Error(`the server ended (${code}):\n${said}`)))
  })
  return {
    url: `http://${address}`,
    setup: link,
    letter: (to, n = 1) =>
      soon(() => {
        const found = lettersTo(`${db}.outbox`, to)[n - 1]
        return found && linkOf(found)
      }, `letter ${n} to ${to}`),
    async stop() {
      const ended = new Promise((done) => child.once('exit', done))
      child.kill('SIGTERM')
      await Promise.race([ended, new Promise((done) => setTimeout(done, 5000))])
      child.kill('SIGKILL')
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
