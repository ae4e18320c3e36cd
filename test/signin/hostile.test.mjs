// What a provider says wrongly is not believed, and what others bring is not taken for its answer.
import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { Hostile, b64, keys, token } from './hostile.mjs'
import { Browser, Kith } from './kith.mjs'

const kith = new Kith()
const hostile = new Hostile()
const second = new Hostile()
let code = 0
let admin

before(async () => {
  await hostile.listen()
  await second.listen()
  kith.set('outgoing', `127.0.0.1:${hostile.port}, 127.0.0.1:${second.port}`)
  await kith.serve()
  admin = await kith.signIn('admin')
  await provider('evil', { issuer: hostile.url, create: true, roles: ['seller'] })
  await provider('other', { issuer: second.url })
})

after(async () => {
  await kith.stop()
  hostile.close()
  second.close()
})

beforeEach(() => {
  hostile.id_token = () => hostile.good()
  hostile.jwks = [keys.one.jwk, keys.two.jwk]
  hostile.document = {}
  hostile.userinfo = undefined
  hostile.token_says = undefined
})

async function provider(name, more) {
  const answer = await admin.go(`${kith.url}/api/providers/${name}`, {
    method: 'PUT', json: { kind: 'oidc', label: `Sign in with ${name}`, client_id: 'kith', secret: 'a secret & more', ...more },
  })
  assert.equal(answer.status, 200, answer.text)
  return answer.json()
}

// To the issuer, which the test is; answers what it was asked.
async function begin(browser, name = 'evil', to = '/deal/5') {
  const answer = await browser.go(`${kith.url}/api/login/oidc/${name}?to=${encodeURIComponent(to)}`)
  assert.equal(answer.status, 302, answer.text)
  const asked = Object.fromEntries(new URL(answer.location).searchParams)
  Object.assign(name === 'other' ? second : hostile, {
    nonce: asked.nonce, challenge: asked.code_challenge, redirect: asked.redirect_uri,
  })
  return { ...asked, location: answer.location }
}

async function back(browser, more, name = 'evil') {
  code += 1
  const query = new URLSearchParams({ code: `code-${code}`, ...more })
  return browser.go(`${kith.url}/api/login/oidc/${name}/back?${query}`)
}

async function signIn(browser = new Browser(), more = {}) {
  const { state } = await begin(browser)
  return back(browser, { state, ...more })
}

function refused(answer, why) {
  assert.equal(answer.status, 302)
  assert.equal(answer.location, `${kith.url}/login?why=${why}`)
  assert.ok(!(answer.headers['set-cookie'] ?? []).some((line) => /^(__Host-)?kith=[^;]/.test(line)), 'no session')
}

const header = { alg: 'RS256', kid: 'one' }
const of = (claims, head = header, key = keys.one) => () => token(head, hostile.claims(claims), key)
const pem = keys.one.publicKey.export({ type: 'spki', format: 'pem' })
const now = () => Math.floor(Date.now() / 1000)

// why, as the log has it: what is refused for another reason proves nothing
const wrong = {
  'its signature is wrong': {
    'signed by another key of the same name': of({}, header, keys.other),
    'a payload of another token': () => {
      const [head, , signature] = hostile.good().split('.')
      return [head, b64(JSON.stringify(hostile.claims({ sub: 'admin' }))), signature].join('.')
    },
    'no signature': () => `${hostile.good().split('.').slice(0, 2).join('.')}.`,
  },
  'its algorithm is neither': {
    'alg none': of({}, { alg: 'none', kid: 'one' }),
    'HS256 with the public key as the secret': of({}, { alg: 'HS256', kid: 'one' }, pem),
    'HS256 with the modulus as the secret': of({}, { alg: 'HS256', kid: 'one' }, keys.one.jwk.n),
    'HS256 with our own secret': of({}, { alg: 'HS256', kid: 'one' }, 'a secret & more'),
    'PS256': () => token({ alg: 'PS256', kid: 'one' }, hostile.claims()),
    'RS512': () => token({ alg: 'RS512', kid: 'one' }, hostile.claims()),
  },
  'it is no signed token': {
    'alg None': () => token({ alg: 'None', kid: 'one' }, hostile.claims()),
    'no alg': () => token({ kid: 'one' }, hostile.claims()),
    'two parts': () => hostile.good().split('.').slice(0, 2).join('.'),
    'five parts': () => `${hostile.good()}.a.b`,
  },
  'its key is not one': {
    'ES256 with the name of an RSA key': of({}, { alg: 'ES256', kid: 'one' }, keys.two),
    'RS256 with the name of an EC key': of({}, { alg: 'RS256', kid: 'two' }),
    'no kid among several keys': of({}, { alg: 'RS256' }),
    'a kid that is none': of({}, { alg: 'RS256', kid: 'nobody' }),
    'a kid that is no text': of({}, { alg: 'RS256', kid: 1 }),
    'a key in its own header': of({}, { alg: 'RS256', kid: 'mine', jwk: keys.other.jwk }, keys.other),
    'the address of a key in its header': of({}, { alg: 'RS256', kid: 'mine', jku: 'http://127.0.0.1:1/' }, keys.other),
  },
  'it asks for what is not known': {
    'crit': of({}, { ...header, crit: ['b64'], b64: false }),
  },
  'it is for another client': {
    'another audience': of({ aud: 'somebody-else' }),
    'an audience without us': of({ aud: ['a', 'b'] }),
    'no audience': of({ aud: undefined }),
    'two audiences, and it does not say whose': of({ aud: ['kith', 'b'] }),
    'the authorized party is another': of({ azp: 'b' }),
    'the authorized party of two is another': of({ aud: ['kith', 'b'], azp: 'b' }),
  },
  'another issuer made it': {
    'another issuer': () => token(header, hostile.claims({ iss: second.url })),
    'another issuer, by a slash': () => token(header, hostile.claims({ iss: `${hostile.url}/` })),
    'no issuer': of({ iss: undefined }),
  },
  'its nonce is not': {
    'another nonce': of({ nonce: 'x'.repeat(43) }),
    'no nonce': of({ nonce: undefined }),
  },
  'it has expired': {
    'expired': () => token(header, hostile.claims({ exp: now() - 61 })),
  },
  'from when to when': {
    'no exp': of({ exp: undefined }),
    'exp as text': () => token(header, hostile.claims({ exp: `${now() + 300}` })),
    'no iat': of({ iat: undefined }),
  },
  'made too long ago, or is yet': {
    'made in the future': () => token(header, hostile.claims({ iat: now() + 120 })),
    'made long ago': () => token(header, hostile.claims({ iat: now() - 3600 })),
  },
  'it does not hold yet': {
    'not yet': () => token(header, hostile.claims({ nbf: now() + 600 })),
  },
  'it does not say who': {
    'nobody': of({ sub: undefined }),
    'an empty sub': of({ sub: '' }),
    'a sub that is a number': of({ sub: 7 }),
  },
  'its sub is': {
    'a very long sub': of({ sub: 's'.repeat(256) }),
  },
  'it holds no object': {
    'two subs': () => token(header, JSON.stringify(hostile.claims()).replace('{', '{"sub":"admin",')),
    'a payload that is no object': () => token(header, '["sub"]'),
    'a payload that is no JSON': () => token(header, 'sub'),
  },
  'it is no signed token': { // cjose ends the process over these
    'padding in the midst': () => hostile.good().replace(/..\./, '=A.'),
    'a padded signature': () => `${hostile.good()}==`,
    'as many letters as no bytes make': () => hostile.good().replace(/[^.]*$/, 'AAAAA'),
  },
  'there is none, or it is too long': {
    'no token': () => undefined,
    'a token that is an object': () => ({ sub: 'eve-1' }),
    'an endless token': () => 'a'.repeat(70000),
  },
}

for (const [why, cases] of Object.entries(wrong))
  for (const [name, make] of Object.entries(cases))
    test(`a token is refused: ${name}`, async () => {
      hostile.id_token = make
      hostile.userinfo = name === 'a very long sub' ? { sub: 's'.repeat(256) } : undefined
      const browser = new Browser()
      const from = kith.log.length
      refused(await signIn(browser), 'provider_wrong')
      assert.match(kith.log.slice(from), new RegExp(why))
      assert.equal(await kith.who(browser), undefined)
    })

test('a key that is too short, or for something else, is no key', async () => {
  await withAnother('keys', async (other) => {
    const broken = { ...keys.later.jwk, kid: 'broken', n: `${keys.later.jwk.n.slice(0, -2)}=A` }
    other.jwks = [keys.weak.jwk, { ...keys.later.jwk, use: 'enc' }, broken, keys.one.jwk]
    other.id_token = () => token({ alg: 'RS256', kid: 'weak' }, other.claims(), keys.weak)
    refused((await round(other)).answer, 'provider_wrong')
    for (const kid of ['later', 'broken']) {
      other.id_token = () => token({ alg: 'RS256', kid }, other.claims(), keys.later)
      refused((await round(other)).answer, 'provider_wrong')
    }
    other.id_token = () => other.good()
    assert.equal((await round(other)).answer.location, `${kith.url}/login?why=identity_unknown`)
  })
})

// A provider of its own, with nothing that is kept of it.
async function withAnother(name, work, more = {}) {
  const another = new Hostile()
  await another.listen()
  another.name = name
  kith.set('outgoing', `127.0.0.1:${hostile.port}, 127.0.0.1:${second.port}, 127.0.0.1:${another.port}`)
  await provider(name, { issuer: another.url, ...more })
  try {
    await work(another)
  } finally {
    another.close()
  }
}

// To it and back.
async function round(at, browser = new Browser()) {
  const start = await browser.go(`${kith.url}/api/login/oidc/${at.name}`)
  if (!start.location.startsWith(at.url)) return { browser, answer: start }
  const asked = Object.fromEntries(new URL(start.location).searchParams)
  Object.assign(at, { nonce: asked.nonce, challenge: asked.code_challenge, redirect: asked.redirect_uri })
  return { browser, answer: await back(browser, { state: asked.state }, at.name) }
}

test('nobody came in by any of these', async () => {
  const users = (await admin.go(`${kith.url}/api/user?fields=login`)).json().rows
  assert.deepEqual(users.map((row) => row.fields.login).sort(), ['admin', 'eve', 'sam'])
})

test('a good one is somebody new, signed in, where he wanted to go', async () => {
  const browser = new Browser()
  hostile.userinfo = { sub: 'eve-1', name: 'Eve Nguyễn', preferred_username: 'eve.n', email: 'eve.n@acme.example' }
  const { state, scope, response_type: type, code_challenge_method: method } = await begin(browser)
  assert.equal(scope, 'openid profile email')
  assert.equal(type, 'code')
  assert.equal(method, 'S256')
  const answer = await back(browser, { state })
  assert.equal(answer.status, 302)
  assert.equal(answer.location, `${kith.url}/deal/5`)
  const me = await kith.who(browser)
  assert.equal(me.login, 'eve.n')
  assert.equal(me.name, 'Eve Nguyễn')
  assert.deepEqual(me.roles, ['seller'])
  // and the same person the second time, whatever he is called now
  hostile.userinfo = { sub: 'eve-1', name: 'Somebody', preferred_username: 'admin' }
  const later = new Browser()
  await signIn(later)
  assert.equal((await kith.who(later)).id, me.id)
  const rows = (await admin.go(`${kith.url}/api/user/${me.id}/identities`)).json().rows
  assert.deepEqual(rows.map(({ issuer, subject }) => ({ issuer, subject })), [{ issuer: hostile.url, subject: 'eve-1' }])
})

test('an elliptic key, and an audience of two with its party, are good too', async () => {
  for (const make of [of({}, { alg: 'ES256', kid: 'two' }, keys.two), of({ aud: ['kith', 'b'], azp: 'kith' })]) {
    hostile.id_token = make
    const browser = new Browser()
    await signIn(browser)
    assert.equal((await kith.who(browser)).login, 'eve.n')
  }
})

test('an answer works once, in the browser that asked', async () => {
  const browser = new Browser()
  const { state } = await begin(browser)
  refused(await back(new Browser(), { state }), 'round_stale') // another's browser
  refused(await back(browser, { state: 'x'.repeat(43) }), 'round_stale')
  await begin(browser) // a second one takes the place of the first
  refused(await back(browser, { state }), 'round_stale')
  const fresh = new Browser()
  const round = await begin(fresh)
  const jar = JSON.parse(JSON.stringify(fresh.jar))
  await back(fresh, { state: round.state })
  assert.ok(await kith.who(fresh))
  const thief = new Browser()
  thief.jar = jar // even with its cookie: the state was used
  refused(await back(thief, { state: round.state }), 'round_stale')
})

test('an answer is of the provider that was asked', async () => {
  const browser = new Browser()
  const { state } = await begin(browser)
  refused(await back(browser, { state }, 'other'), 'round_stale')
  // RFC 9207: another issuer's name in the answer
  const mixed = new Browser()
  const round = await begin(mixed)
  refused(await back(mixed, { state: round.state, iss: second.url }), 'provider_wrong')
})

test('a code that was used is refused by the provider, and so by us', async () => {
  const browser = new Browser()
  const { state } = await begin(browser)
  hostile.codes.add('used')
  refused(await back(browser, { state, code: 'used' }), 'provider_wrong')
  const none = new Browser()
  refused(await back(none, { state: (await begin(none)).state, code: '' }), 'provider_wrong')
})

test('who says no at the provider is told so', async () => {
  const browser = new Browser()
  const { state } = await begin(browser)
  refused(await back(browser, { state, error: 'access_denied\r\nSet-Cookie: kith=x' }), 'provider_refused')
})

test('nobody is sent elsewhere in the end', async () => {
  for (const to of ['//evil.example', '/\\evil.example', 'https://evil.example', 'evil', '/a\r\nX: y', '/\t/evil', '']) {
    const browser = new Browser()
    const { state } = await begin(browser, 'evil', to)
    assert.equal((await back(browser, { state })).location, `${kith.url}/`, to)
  }
})

test('a provider that fails is down, and says nothing of what it said', async () => {
  const says = {
    'a failure': (_, say) => say(500, {}),
    'no JSON': [(_, say) => say(200, 'hello'), 'provider_wrong'],
    'a redirect': [(a) => { a.writeHead(302, { location: `${second.url}/token` }); a.end() }, 'provider_wrong'],
    'without an end': (a) => { a.writeHead(200); const t = setInterval(() => a.write('x'.repeat(65536)), 1); a.on('close', () => clearInterval(t)) },
    'nothing, and hangs up': (a) => a.destroy(),
  }
  for (const [name, how] of Object.entries(says)) {
    const [make, why] = Array.isArray(how) ? how : [how, 'provider_down']
    hostile.token_says = make
    refused(await signIn(), why, name)
  }
  assert.equal(second.asked.token, 0)
})

test('a profile of somebody else is not taken', async () => {
  hostile.userinfo = { sub: 'somebody-else', groups: ['admins'] }
  refused(await signIn(), 'provider_wrong')
})

test('nobody is linked because a name or an address is alike', async () => {
  hostile.id_token = () => hostile.good({ sub: 'new-1', preferred_username: 'admin' })
  hostile.userinfo = { sub: 'new-1' }
  refused(await signIn(), 'identity_exists')
  const sam = (await admin.go(`${kith.url}/api/user?where=login%20%3D%20'sam'`)).json().rows[0]
  await admin.go(`${kith.url}/api/user/${sam.id}`, { method: 'PATCH', json: { email: 'sam@acme.example' } })
  hostile.id_token = () => hostile.good({ sub: 'new-2', preferred_username: 'new', email: 'SAM@acme.example', email_verified: true })
  hostile.userinfo = { sub: 'new-2' }
  refused(await signIn(), 'identity_exists')
  await provider('evil', { issuer: hostile.url })
  hostile.id_token = () => hostile.good({ sub: 'new-3', preferred_username: 'new3' })
  refused(await signIn(), 'identity_unknown')
  await provider('evil', { issuer: hostile.url, create: true, roles: ['seller'] })
})

test('whoever is signed in links himself; only from our own pages, only himself', async () => {
  const sam = await kith.signIn('sam')
  const careless = await sam.go(`${kith.url}/api/me/identities`, { json: { provider: 'evil', password: 'a guess' } })
  assert.equal(careless.status, 422)
  const start = await sam.go(`${kith.url}/api/me/identities`, { json: { provider: 'evil', to: '/me', password: 'sam sails at dawn' } })
  assert.equal(start.status, 200, start.text)
  const asked = Object.fromEntries(new URL(start.json().location).searchParams)
  Object.assign(hostile, { nonce: asked.nonce, challenge: asked.code_challenge, redirect: asked.redirect_uri })
  hostile.id_token = () => hostile.good({ sub: 'sam-1' })
  hostile.userinfo = { sub: 'sam-1' }
  const answer = await back(sam, { state: asked.state })
  assert.equal(answer.location, `${kith.url}/me`)
  const other = new Browser()
  await signIn(other)
  assert.equal((await kith.who(other)).login, 'sam')
  // another's is not taken over
  const eve = await kith.signIn('eve')
  const round = Object.fromEntries(new URL((await eve.go(`${kith.url}/api/me/identities`, { json: { provider: 'evil', password: 'eve sails at dawn' } })).json().location).searchParams)
  Object.assign(hostile, { nonce: round.nonce, challenge: round.code_challenge, redirect: round.redirect_uri })
  refused(await back(eve, { state: round.state }), 'identity_taken')
  // and who signed out meanwhile links nothing
  const third = await kith.signIn('eve')
  const late = Object.fromEntries(new URL((await third.go(`${kith.url}/api/me/identities`, { json: { provider: 'evil', password: 'eve sails at dawn' } })).json().location).searchParams)
  await third.go(`${kith.url}/api/logout`, { method: 'POST' })
  refused(await back(third, { state: late.state }), 'round_stale')
  const { rows } = (await sam.go(`${kith.url}/api/me/identities`)).json()
  assert.equal((await sam.go(`${kith.url}/api/me/identities/${rows[0].id}`, { method: 'DELETE' })).status, 204)
  const after = new Browser()
  hostile.id_token = () => hostile.good({ sub: 'sam-1', preferred_username: 'sam' })
  refused(await signIn(after), 'identity_exists')
})

test('groups become roles where they are mapped, and follow', async () => {
  await provider('evil', {
    issuer: hostile.url, create: true, role_map: { 'crm-managers': ['manager'], 'crm-sellers': ['seller', 'agent'] },
  })
  const groups = (...names) => {
    hostile.id_token = () => hostile.good({ sub: 'g-1', preferred_username: 'gia', groups: names })
    hostile.userinfo = { sub: 'g-1' }
  }
  const roles = async () => {
    const browser = new Browser()
    await signIn(browser)
    return (await kith.who(browser)).roles.sort()
  }
  groups('crm-managers', 'else')
  assert.deepEqual(await roles(), ['manager'])
  groups('crm-sellers', 'crm-managers')
  assert.deepEqual(await roles(), ['agent', 'manager', 'seller'])
  groups('admin', 'else')
  refused(await signIn(), 'identity_role')
  await provider('evil', { issuer: hostile.url, create: true, roles: ['seller'] })
})

test('who is switched off here does not come in from there', async () => {
  const row = (await admin.go(`${kith.url}/api/user?where=login%20%3D%20'gia'`)).json().rows[0]
  await admin.go(`${kith.url}/api/user/${row.id}`, { method: 'PATCH', json: { active: false } })
  hostile.id_token = () => hostile.good({ sub: 'g-1', preferred_username: 'gia2' })
  hostile.userinfo = { sub: 'g-1' }
  refused(await signIn(), 'identity_unknown')
})

test('new keys are asked for when they are needed, and not for each made-up name', async () => {
  await withAnother('turns', async (turns) => {
    turns.userinfo = { sub: 'eve-1', preferred_username: 'turner' }
    turns.id_token = () => turns.good()
    const comesIn = async () => assert.equal((await kith.who((await round(turns)).browser))?.login, 'turner')
    await comesIn()
    assert.equal(turns.asked.jwks, 1)
    turns.jwks = [keys.later.jwk]
    turns.id_token = () => token({ alg: 'RS256', kid: 'later' }, turns.claims(), keys.later)
    await comesIn()
    assert.equal(turns.asked.jwks, 2)
    turns.id_token = () => token({ alg: 'RS256' }, turns.claims(), keys.later) // it has one key only
    await comesIn()
    for (let i = 0; i < 5; i++) {
      turns.id_token = () => token({ alg: 'RS256', kid: `made-up-${i}` }, turns.claims(), keys.later)
      refused((await round(turns)).answer, 'provider_wrong')
    }
    assert.equal(turns.asked.jwks, 2)
  }, { create: true, roles: ['seller'] })
})

test('a provider must be the one it says, on addresses of https', async () => {
  await withAnother('liar', async (liar) => {
    for (const document of [
      { issuer: hostile.url }, { issuer: `${liar.url}/` }, { token_endpoint: 'http://evil.example/token' },
      { jwks_uri: 'file:///etc/passwd' }, { authorization_endpoint: 'javascript:alert(1)' },
      { authorization_endpoint: '//evil.example' }, { authorization_endpoint: 'https://a@evil.example/' },
      { userinfo_endpoint: 'http://10.0.0.1/' }, { authorization_endpoint: 7 }, { jwks_uri: undefined },
    ]) {
      liar.document = document
      refused((await round(liar)).answer, 'provider_wrong')
    }
    liar.document = {}
    liar.id_token = () => liar.good()
    refused((await round(liar)).answer, 'identity_unknown') // and an hour later is now
  })
})

test('inner addresses that were not named are not asked, and it is not told why', async () => {
  const inner = new Hostile()
  await inner.listen()
  await provider('inner', { issuer: inner.url })
  await provider('shut', { issuer: 'http://127.0.0.1:1' })
  refused(await new Browser().go(`${kith.url}/api/login/oidc/inner`), 'provider_down')
  refused(await new Browser().go(`${kith.url}/api/login/oidc/shut`), 'provider_down')
  const open = await admin.go(`${kith.url}/api/providers/inner/check`, { method: 'POST' })
  const shut = await admin.go(`${kith.url}/api/providers/shut/check`, { method: 'POST' })
  assert.equal(open.status, 502)
  assert.equal(open.text, shut.text)
  assert.equal(inner.asked.jwks, 0)
  inner.close()
})

test('what nobody may know of providers, nobody does', async () => {
  const anybody = await new Browser().go(`${kith.url}/api/login/ways`)
  assert.deepEqual(anybody.json().ways.find((way) => way.name === 'evil'), { name: 'evil', label: 'Sign in with evil' })
  assert.ok(!/client_id|issuer|secret/.test(anybody.text))
  const sam = await kith.signIn('sam')
  for (const [method, path] of [['GET', 'providers'], ['PUT', 'providers/evil'], ['DELETE', 'providers/evil'], ['POST', 'providers/evil/check']]) {
    const answer = await sam.go(`${kith.url}/api/${path}`, { method, json: method === 'PUT' ? {} : undefined })
    assert.equal(answer.status, 403, path)
  }
  const seen = await admin.go(`${kith.url}/api/providers`)
  assert.ok(!seen.text.includes('a secret'))
  assert.equal(seen.json().rows.find((row) => row.name === 'evil').has_secret, true)
  const dump = kith.run('provider', 'list', kith.database)
  assert.ok(!dump.includes('a secret'))
  assert.ok(!kith.log.includes('a secret'))
})
