// A small provider that does as it is told, above all wrong.
import { createHash, createHmac, createSign, sign } from 'node:crypto'
import http from 'node:http'
import { keyPair } from './keys.mjs'

export const b64 = (text) => Buffer.from(text).toString('base64url')

function pair(kid, kind = 'rsa', bits = 2048) {
  const { publicKey, privateKey } =
    kind === 'rsa' ? keyPair('rsa', { modulusLength: bits })
                   : keyPair('ec', { namedCurve: 'P-256' })
  return { kid, kind, publicKey, privateKey, alg: kind === 'rsa' ? 'RS256' : 'ES256',
    jwk: { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig' } }
}

export const keys = {
  one: pair('one'), two: pair('two', 'ec'), other: pair('one'), later: pair('later'), weak: pair('weak', 'rsa', 1024),
}

// The compact form of header and payload, both as they are, signed by key.
export function token(header, payload, key = keys.one) {
  const head = b64(JSON.stringify(header))
  const body = b64(typeof payload === 'string' ? payload : JSON.stringify(payload))
  const text = `${head}.${body}`
  if (header.alg === 'none') return `${text}.`
  if (header.alg === 'HS256') return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`
  const signature = key.kind === 'rsa'
    ? createSign('RSA-SHA256').update(text).sign(key.privateKey)
    : sign('sha256', Buffer.from(text), { key: key.privateKey, dsaEncoding: 'ieee-p1363' })
  return `${text}.${signature.toString('base64url')}`
}

export class Hostile {
  jwks = [keys.one.jwk, keys.two.jwk]
  asked = { jwks: 0, token: 0, userinfo: 0 }
  codes = new Set()

  async listen() {
    this.server = http.createServer((q, a) => {
      let body = ''
      q.on('data', (part) => (body += part))
      q.on('end', () => this.answer(q, a, body))
    })
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve))
    this.port = this.server.address().port
    this.url = `http://127.0.0.1:${this.port}`
  }

  close() {
    this.server.closeAllConnections()
    this.server.close()
  }

  claims(more = {}) {
    const now = Math.floor(Date.now() / 1000)
    return { iss: this.url, aud: 'kith', sub: 'eve-1', nonce: this.nonce, iat: now, exp: now + 300, ...more }
  }

  // What an honest one would answer; the test puts its own in the place of it.
  good(more) {
    return token({ alg: 'RS256', kid: 'one' }, this.claims(more))
  }

  answer(q, a, body) {
    const path = new URL(q.url, this.url).pathname
    const say = (status, what) => {
      a.writeHead(status, { 'content-type': 'application/json' })
      a.end(typeof what === 'string' ? what : JSON.stringify(what))
    }
    if (path === '/.well-known/openid-configuration')
      return say(200, {
        issuer: this.url, authorization_endpoint: `${this.url}/authorize`, token_endpoint: `${this.url}/token`,
        jwks_uri: `${this.url}/jwks`, userinfo_endpoint: `${this.url}/userinfo`, ...this.document,
      })
    if (path === '/jwks') {
      this.asked.jwks += 1
      return say(200, { keys: this.jwks })
    }
    if (path === '/userinfo') {
      this.asked.userinfo += 1
      return say(200, this.userinfo ?? { sub: 'eve-1' })
    }
    if (path !== '/token') return say(404, {})
    this.asked.token += 1
    const form = new URLSearchParams(body)
    const challenge = createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url')
    if (this.token_says) return this.token_says(a, say)
    // the code, once; by who proves that he asked for it
    if (challenge !== this.challenge || this.codes.has(form.get('code')) || form.get('redirect_uri') !== this.redirect)
      return say(400, { error: 'invalid_grant' })
    this.codes.add(form.get('code'))
    return say(200, { token_type: 'Bearer', access_token: 'a', id_token: this.id_token() })
  }
}
