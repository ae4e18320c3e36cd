// Signing in at a real OpenID provider (oidc-provider), over TLS, as a browser does it.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import https from 'node:https'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Provider } from 'oidc-provider'
import { keys } from './hostile.mjs'
import { Browser, Kith } from './kith.mjs'

const kith = new Kith()
const people = {
  anna: { name: 'Anna Trần', email: 'anna@acme.example', email_verified: true, groups: ['crm', 'staff'] },
  boris: { name: 'Boris', email: 'boris@acme.example', email_verified: true, groups: ['staff'] },
}
let server, issuer, ca, admin

// Over TLS, with a certificate that only the server under test is told of (KITH_CA).
before(async () => {
  const file = (name) => join(kith.dir, name)
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2',
    '-subj', '/CN=issuer', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', file('tls.key'), '-out', file('tls.pem')],
  { stdio: 'ignore' })
  ca = readFileSync(file('tls.pem'))
  server = https.createServer({ key: readFileSync(file('tls.key')), cert: ca })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  issuer = `https://127.0.0.1:${server.address().port}`
  kith.set('outgoing', `127.0.0.1:${server.address().port}`)
  await kith.serve({ KITH_CA: file('tls.pem') })
  admin = await kith.signIn('admin')
})

after(async () => {
  await kith.stop()
  server.closeAllConnections()
  server.close()
})

function provide(key, client) {
  const provider = new Provider(issuer, {
    clients: [{
      client_id: 'kith', client_secret: 'a secret: with & and +%', redirect_uris: [`${kith.url}/api/login/oidc/real/back`],
      grant_types: ['authorization_code'], response_types: ['code'], id_token_signed_response_alg: key.alg, ...client,
    }],
    jwks: { keys: [{ ...key.privateKey.export({ format: 'jwk' }), kid: key.kid, use: 'sig', alg: key.alg }] },
    cookies: { keys: ['for the test'] },
    claims: { openid: ['sub'], profile: ['name', 'preferred_username', 'groups'], email: ['email', 'email_verified'] },
    features: { devInteractions: { enabled: true } },
    pkce: { required: () => true },
    findAccount: (_, id) =>
      people[id] && { accountId: id, claims: () => ({ sub: id, preferred_username: id, ...people[id] }) },
  })
  server.removeAllListeners('request')
  server.on('request', provider.callback())
}

async function configure(more = {}) {
  const answer = await admin.go(`${kith.url}/api/providers/real`, {
    method: 'PUT',
    json: { kind: 'oidc', label: 'The company', issuer, client_id: 'kith', secret: 'a secret: with & and +%', create: true,
      role_map: { crm: ['seller'] }, ...more },
  })
  assert.equal(answer.status, 200, answer.text)
}

// As a person: every redirect is followed, every form is filled in.
async function walk(browser, url, login) {
  for (let i = 0; i < 20; i++) {
    const answer = await browser.go(url)
    if (answer.location?.startsWith(`${kith.url}/`) && !answer.location.includes('/api/')) return answer.location
    if (answer.location) {
      url = answer.location
      continue
    }
    const form = /action="([^"]+)"/.exec(answer.text)
    assert.ok(form, `${answer.status} ${url}\n${answer.text.replace(/<style>[^]*<\/style>/, '').slice(0, 900)}`)
    const prompt = /name="prompt" value="([^"]+)"/.exec(answer.text)[1]
    const sent = await browser.go(new URL(form[1], url).href, { form: { prompt, login, password: 'any' } })
    assert.ok(sent.location, sent.text.slice(0, 500))
    url = sent.location
  }
  assert.fail('it never ends')
}

test('the way there and back, for somebody new and again', async () => {
  provide(keys.one)
  await configure()
  assert.equal((await admin.go(`${kith.url}/api/providers/real/check`, { method: 'POST' })).status, 204)
  const browser = new Browser(ca)
  assert.equal(await walk(browser, `${kith.url}/api/login/oidc/real?to=/contact`, 'anna'), `${kith.url}/contact`)
  const me = await kith.who(browser)
  assert.equal(me.login, 'anna')
  assert.equal(me.name, 'Anna Trần')
  assert.equal(me.email, 'anna@acme.example')
  assert.deepEqual(me.roles, ['seller'])
  const again = new Browser(ca)
  await walk(again, `${kith.url}/api/login/oidc/real`, 'anna')
  assert.equal((await kith.who(again)).id, me.id)
})

test('who is in none of the groups stays out', async () => {
  const browser = new Browser(ca)
  assert.equal(await walk(browser, `${kith.url}/api/login/oidc/real`, 'boris'), `${kith.url}/login?why=identity_role`)
  assert.equal(await kith.who(browser), undefined)
})

test('it turns its keys, to another algorithm', async () => {
  provide(keys.two)
  const browser = new Browser(ca)
  await walk(browser, `${kith.url}/api/login/oidc/real`, 'anna')
  assert.equal((await kith.who(browser)).login, 'anna')
})

test('a wrong secret, a client that is not known: refused', async () => {
  provide(keys.two)
  await configure({ secret: 'another' })
  assert.equal(await walk(new Browser(ca), `${kith.url}/api/login/oidc/real`, 'anna'), `${kith.url}/login?why=provider_wrong`)
  await configure()
})

test('without a secret, by PKCE alone', async () => {
  provide(keys.two, { client_secret: undefined, token_endpoint_auth_method: 'none' })
  await configure({ secret: null })
  const browser = new Browser(ca)
  await walk(browser, `${kith.url}/api/login/oidc/real`, 'anna')
  assert.equal((await kith.who(browser)).login, 'anna')
})
