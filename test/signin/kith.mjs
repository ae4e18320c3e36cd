// A server of Kith on a scratch database, and a browser that follows nothing by itself.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import { tmpdir } from 'node:os'
import { join, resolve as absolute } from 'node:path'

const program = absolute(process.env.KITH ?? 'build/kith')

// One request; answers status, headers and body as text.  from: an own address.
export function request(url, { method = 'GET', headers = {}, body, ca, from } = {}) {
  return new Promise((resolve, reject) => {
    const { request: ask } = url.startsWith('https:') ? https : http
    const r = ask(url, { method, headers, ca, localAddress: from, agent: false, timeout: 20000 }, (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (part) => (text += part))
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, text }))
    })
    r.on('timeout', () => r.destroy(new Error(`${url}: no answer`)))
    r.on('error', reject)
    r.end(body)
  })
}

let people = 0

// Cookies of one person, by host; every person has an address of his own (127.0.0.0/8).
export class Browser {
  constructor(ca) {
    this.ca = ca
    this.jar = {}
    people += 1
    this.from = `127.0.${10 + (people >> 8)}.${1 + (people & 127)}`
  }

  async go(url, { method, json, form } = {}) {
    const host = new URL(url).host
    const jar = (this.jar[host] ??= {})
    const headers = {
      cookie: Object.entries(jar).map(([name, value]) => `${name}=${value}`).join('; '),
    }
    let body
    if (json !== undefined) {
      body = JSON.stringify(json)
      Object.assign(headers, { 'content-type': 'application/json', 'x-kith': '1' })
    } else if (form !== undefined) {
      body = new URLSearchParams(form).toString()
      headers['content-type'] = 'application/x-www-form-urlencoded'
    } else if (method !== undefined) {
      headers['x-kith'] = '1'
    }
    if (body !== undefined) headers['content-length'] = Buffer.byteLength(body)
    const answer = await request(url, {
      method: method ?? (body === undefined ? 'GET' : 'POST'), headers, body, ca: this.ca, from: this.from,
    })
    for (const line of answer.headers['set-cookie'] ?? []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)
      if (value === '' || /max-age=0/i.test(line)) delete jar[name]
      else jar[name] = value
    }
    answer.location = answer.headers.location && new URL(answer.headers.location, url).href
    answer.json = () => JSON.parse(answer.text)
    return answer
  }
}

export class Kith {
  constructor() {
    this.dir = mkdtempSync(join(tmpdir(), 'kith-signin-'))
    const cluster = process.env.KITH_PG ?? ''
    this.database = cluster.includes('%s')
      ? cluster.replace('%s', `signin_${process.pid}_${Date.now()}`)
      : join(this.dir, 'a.db')
    this.environment = { ...process.env, KITH_KEY: join(this.dir, 'k.key') }
    this.run('new', this.database, '--language', 'en')
    for (const [login, role] of [['admin', 'admin'], ['sam', 'seller'], ['eve', 'seller']])
      this.run('user', 'add', this.database, login, '--role', role, { input: `${login} sails at dawn\n` })
  }

  run(...args) {
    const options = typeof args.at(-1) === 'object' ? args.pop() : {}
    return execFileSync(program, args, { cwd: this.dir, env: this.environment, encoding: 'utf8', ...options })
  }

  set(name, value) {
    this.run('set', this.database, name, value)
  }

  // Serve on a free port; environment: what the server is told beside its own.
  async serve(environment = {}) {
    this.server = spawn(program, ['serve', this.database, '--listen', '127.0.0.1:0'], {
      cwd: this.dir, env: { ...this.environment, ...environment }, stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.log = ''
    this.server.stderr.on('data', (part) => (this.log += part))
    this.url = await new Promise((resolve, reject) => {
      let text = ''
      this.server.stdout.on('data', (part) => {
        text += part
        const found = /http:\/\/\S+?:\d+/.exec(text)
        if (found) resolve(found[0])
      })
      this.server.on('exit', (code) => reject(new Error(`kith serve ended: ${code} ${this.log}`)))
    })
    this.set('url', this.url)
  }

  async stop() {
    if (this.server) {
      const gone = new Promise((resolve) => this.server.once('exit', resolve))
      this.server.removeAllListeners('exit')
      this.server.once('exit', () => {})
      this.server.kill('SIGTERM')
      await Promise.race([gone, new Promise((resolve) => this.server.once('close', resolve))])
    }
    rmSync(this.dir, { recursive: true, force: true })
  }

  async signIn(login, browser = new Browser()) {
    const answer = await browser.go(`${this.url}/api/login`, { json: { login, password: `${login} sails at dawn` } })
    if (answer.status !== 200) throw new Error(`${login} cannot sign in: ${answer.text}`)
    return browser
  }

  // Who is signed in with this browser; undefined: nobody.
  async who(browser) {
    const answer = await browser.go(`${this.url}/api/me`)
    return answer.status === 200 ? answer.json() : undefined
  }
}
