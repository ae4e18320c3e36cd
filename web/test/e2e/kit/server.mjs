// A real server of its own for a scenario: an empty database, a free port, thrown away afterwards.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const bin = resolve(process.env.KITH_BIN ?? join(import.meta.dirname, '../../../../build/kith'))

/** Looks again until there is something to answer with. */
async function soon(look, what) {
  for (const until = Date.now() + 60_000; Date.now() < until; ) {
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
  // Port 0: the system gives a free one, and the link says which.
  const child = spawn(bin, ['serve', db, '--listen', '127.0.0.1:0', '--rate', '100000'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  const link = await new Promise((done, fail) => {
    const late = setTimeout(() => fail(new Error(`the server did not start:\n${said}`)), 60_000)
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
    url: new URL(link).origin,
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
