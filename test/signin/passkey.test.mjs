// Passkeys: made and used by keys of our own, honest and not.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import { Authenticator, MADE, PRESENT, text, VERIFIED } from './authenticator.mjs'
import { keyPair } from './keys.mjs'
import { Browser, Kith } from './kith.mjs'

const kith = new Kith()
const origin = 'https://crm.example.com'
const password = 'sam sails at dawn'
let admin, sam

const at = (path) => `${kith.url}/api/${path}`
const post = (browser, path, json = {}) => browser.go(at(path), { json })
const code = (answer) => answer.json().faults[0]?.code

before(async () => {
  await kith.serve()
  admin = await kith.signIn('admin')
  sam = await kith.signIn('sam')
})
after(() => kith.stop())

const begin = async (browser, said = password) => (await post(browser, 'me/passkeys/begin', { password: said })).json()
const asked = async (browser) => (await post(browser, 'login/passkey/begin')).json()

async function enrol(browser, key, said = password, name = 'A phone') {
  const answer = await post(browser, 'me/passkeys/finish', { name, credential: key.make(await begin(browser, said), { origin }) })
  assert.equal(answer.status, 201, answer.text)
  return answer.json().rows.at(-1)
}

async function comesIn(key, lies = {}, browser = new Browser()) {
  const credential = key.sign(await asked(browser), { origin, ...lies })
  return { browser, credential, answer: await post(browser, 'login/passkey/finish', { credential }) }
}

const trail = async (kind, by) =>
  (await admin.go(at(`trail?kind=${kind}&limit=200`))).json().rows.filter((row) => JSON.stringify(row.details).includes(by))
    .reduce((sum, row) => sum + (row.times ?? 1), 0)

test('without an address that has a name and https there are none', async () => {
  assert.equal((await post(sam, 'me/passkeys/begin', { password })).json().faults[0].code, 'passkey_https') // http://127.0.0.1
  assert.equal((await new Browser().go(at('login/ways'))).json().passkeys, false)
  kith.set('url', 'http://crm.example.com')
  assert.equal(code(await post(new Browser(), 'login/passkey/begin')), 'passkey_https')
  kith.set('url', '')
  assert.equal(code(await post(new Browser(), 'login/passkey/begin')), 'url_needed')
  kith.set('url', 'http://localhost:8080')
  assert.equal((await asked(new Browser())).rpId, 'localhost')
  kith.set('url', 'https://CRM.example.com:443/')
  assert.equal((await asked(new Browser())).rpId, 'crm.example.com')
  kith.set('url', origin)
  assert.equal((await new Browser().go(at('login/ways'))).json().passkeys, true)
})

test('to make one the password is said again, and nothing but a passkey that was verified is asked for', async () => {
  assert.equal((await post(sam, 'me/passkeys/begin', {})).status, 422)
  assert.equal((await post(sam, 'me/passkeys/begin', { password: 'guessed' })).status, 422)
  const options = await begin(sam)
  assert.equal(options.rp.id, 'crm.example.com')
  assert.equal(options.attestation, 'none')
  assert.deepEqual(options.authenticatorSelection, { residentKey: 'required', requireResidentKey: true, userVerification: 'required' })
  assert.deepEqual(options.pubKeyCredParams.map((each) => each.alg), [-7, -8, -257])
  assert.ok(Buffer.from(options.challenge, 'base64url').length >= 32)
  const nobody = await post(new Browser(), 'me/passkeys/begin', { password })
  assert.equal(nobody.status, 401)
})

for (const [algorithm, name] of [[-7, 'ES256'], [-8, 'EdDSA'], [-257, 'RS256']])
  test(`a key of ${name} is made, comes in, is renamed and taken away`, async () => {
    const key = new Authenticator(algorithm)
    const { id } = await enrol(sam, key, password, name)
    const { browser, answer } = await comesIn(key)
    assert.equal(answer.status, 200, answer.text)
    assert.equal(answer.json().me.login, 'sam')
    assert.equal((await kith.who(browser)).login, 'sam')
    assert.ok((await begin(sam)).excludeCredentials.some((each) => each.id === text(key.id)))
    assert.equal((await browser.go(at(`me/passkeys/${id}`), { method: 'PATCH', json: { name: '  Văn phòng ' } })).status, 204)
    assert.equal((await browser.go(at('me/passkeys'))).json().rows.find((row) => row.id === id).name, 'Văn phòng')
    assert.equal((await browser.go(at(`me/passkeys/${id}`), { method: 'DELETE', json: { password: 'guessed' } })).status, 422)
    const eve = await kith.signIn('eve')
    assert.equal((await eve.go(at(`me/passkeys/${id}`), { method: 'PATCH', json: { name: 'Mine' } })).status, 404)
    assert.equal((await eve.go(at(`me/passkeys/${id}`), { method: 'DELETE', json: { password: 'eve sails at dawn' } })).status, 404)
    assert.equal((await browser.go(at(`me/passkeys/${id}`), { method: 'DELETE', json: { password } })).status, 204)
    assert.equal((await comesIn(key)).answer.status, 401)
  })

test('a key that counts not is taken; one that counted does not begin again', async () => {
  const key = new Authenticator()
  await enrol(sam, key)
  for (let i = 0; i < 2; i++) assert.equal((await comesIn(key, { counter: 0 })).answer.status, 200)
  assert.equal((await comesIn(key, { counter: 5 })).answer.status, 200)
  for (const counter of [5, 4, 0]) assert.equal((await comesIn(key, { counter })).answer.status, 401)
  assert.equal((await comesIn(key, { counter: 6 })).answer.status, 200)
})

test('what does not hold lets nobody in, and each is in the trail', async () => {
  const key = new Authenticator(), eves = new Authenticator(), stranger = new Authenticator()
  await enrol(sam, key)
  await enrol(await kith.signIn('eve'), eves, 'eve sails at dawn')
  const made = await begin(sam)
  stranger.user = key.user
  const other = keyPair('ec', { namedCurve: 'P-256' }).privateKey
  const bad = {
    'another challenge': { challenge: text(randomBytes(32)) },
    'no challenge': { challenge: '' },
    'a challenge that is no text': { says: { challenge: 7 } },
    'a challenge for making one': { challenge: made.challenge },
    'another origin': { origin: 'https://crm.example.com.evil.example' },
    'the origin of a part': { origin: 'https://evil.crm.example.com' },
    'the origin without TLS': { origin: 'http://crm.example.com' },
    'the origin with a port': { origin: 'https://crm.example.com:444' },
    'the origin with a slash': { origin: 'https://crm.example.com/' },
    'an origin that is none': { origin: 'null' },
    'a frame in another page': { says: { crossOrigin: true } },
    'another page on top': { says: { topOrigin: 'https://evil.example' } },
    'another place': { rp: 'evil.example' },
    'a wider place': { rp: 'example.com' },
    'nobody present': { flags: VERIFIED },
    'nobody verified': { flags: PRESENT },
    'no flags': { flags: 0 },
    'flags of more than there is': { flags: PRESENT | VERIFIED | MADE },
    'flags after the signature': { flags: PRESENT | VERIFIED | 8, signed: key.data('crm.example.com', PRESENT) },
    'the data of making': { type: 'webauthn.create' },
    'no type': { type: '' },
    "another's name of a key": { id: text(eves.id) },
    "another's user": { user: eves.user },
    'no user': { user: undefined },
    'a user that is too long': { user: text(randomBytes(65)) },
    "another's key": { signer: other },
    'a key nobody has': { id: text(randomBytes(32)) },
    'no name of a key': { id: '' },
    'a name that is too long': { id: text(randomBytes(1024)) },
    'no signature': { signature: '' },
    'a signature of zeros': { signature: text(Buffer.alloc(70)) },
    'a signature that is too long': { signature: text(randomBytes(1025)) },
    'a signature that is no base64url': { signature: 'a+/=' },
    'client data that was exchanged': { instead: Buffer.from('{}') },
    'client data that is no JSON': { client: '{"type":"webauthn.get",' },
    'client data with a key twice': { client: `{"type":"webauthn.get","origin":"https://evil.example","origin":"${origin}","challenge":"x"}` },
    'client data that is a list': { client: '[]' },
    'client data that is too long': { says: { more: 'x'.repeat(5000) } },
    'data that was cut': { cut: 1 },
    'no data': { data: '' },
    'data behind the data': { more: Buffer.from([0xa0]) },
    'data that says it has more': { flags: PRESENT | VERIFIED | 128, more: Buffer.from([0xbf]) },
    'data that is too long': { more: randomBytes(5000) },
    'another kind': { kind: 'password' },
  }
  for (const [name, lies] of Object.entries(bad)) {
    const before = await trail('sign_in_bad', 'passkey')
    const { browser, answer } = await comesIn(key, lies)
    assert.equal(answer.status, 401, `${name}: ${answer.text}`)
    assert.equal(code(answer), 'passkey_wrong', name)
    assert.equal(answer.headers['set-cookie'], undefined, name)
    assert.equal(await kith.who(browser), undefined, name)
    assert.equal(await trail('sign_in_bad', 'passkey'), before + 1, `${name} is not in the trail`)
  }
  assert.equal((await comesIn(stranger)).answer.status, 401)
  assert.equal((await comesIn(key)).answer.status, 200) // it was none of the key's own fault
})

test('an answer is good once, for the browser or another, and what is no answer is refused', async () => {
  const key = new Authenticator()
  await enrol(sam, key)
  const { browser, credential, answer } = await comesIn(key)
  assert.equal(answer.status, 200)
  for (const again of [browser, new Browser()]) assert.equal((await post(again, 'login/passkey/finish', { credential })).status, 401)
  // two at once: one is in
  const fresh = new Browser()
  const both = key.sign(await asked(fresh), { origin })
  const answers = await Promise.all([fresh, new Browser()].map((one) => post(one, 'login/passkey/finish', { credential: both })))
  assert.deepEqual(answers.map((one) => one.status).sort(), [200, 401])
  for (const said of [undefined, null, 7, '', [], {}, { type: 'public-key' }, { type: 'public-key', id: 'AA', response: [] }])
    assert.equal((await post(new Browser(), 'login/passkey/finish', { credential: said })).status, 401)
  // without our own page's header nothing is begun
  assert.equal((await new Browser().go(at('login/passkey/begin'), { form: {} })).status, 403)
})

test('what is made badly is not kept, and is in the trail', async () => {
  const kept = new Authenticator()
  await enrol(sam, kept)
  const count = (await sam.go(at('me/passkeys'))).json().rows.length
  const asking = await asked(new Browser())
  const point = new Authenticator()
  const bad = {
    'another challenge': { challenge: text(randomBytes(32)) },
    'a challenge for coming in': { challenge: asking.challenge },
    'another origin': { origin: 'https://evil.example' },
    'the data of signing': { type: 'webauthn.get' },
    'another place': { rp: 'evil.example' },
    'nobody present': { flags: VERIFIED | MADE },
    'nobody verified': { flags: PRESENT | MADE },
    'no key at all': { flags: PRESENT | VERIFIED },
    'an algorithm we do not take': { algorithm: -37 },
    'no algorithm': { algorithm: 0 },
    'one algorithm in the place of another': { algorithm: -257 },
    'a point that is not on the curve': { key: point.kind.cose({ x: text(Buffer.alloc(32, 1)), y: text(Buffer.alloc(32, 2)) }, -7) },
    'a coordinate that is too short': { key: point.kind.cose({ x: text(Buffer.alloc(31, 1)), y: text(Buffer.alloc(32, 2)) }, -7) },
    'a key that is no CBOR': { key: Buffer.from([0xff, 0xff]) },
    'a map without end': { key: Buffer.alloc(900, 0xa1) },
    'a map of as many as memory': { key: Buffer.from([0xba, 0x10, 0, 0, 0]) },
    'a map of very many': { key: Buffer.from([0xbb, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]) },
    'two names': { id: text(randomBytes(32)) },
    'a name longer than it is': { idLength: 60000 },
    'no name': { idLength: 0, inner: Buffer.alloc(0), id: 'AA' },
    'data that was cut': { cut: 10 },
    'no data': { data: '' },
    'data that is too long': { key: randomBytes(5000) },
    'client data that is no JSON': { client: 'x' },
    'another kind': { kind: 'password' },
  }
  for (const [name, lies] of Object.entries(bad)) {
    const before = await trail('second', 'passkey refused')
    const credential = new Authenticator().make(await begin(sam), { origin, ...lies })
    const answer = await post(sam, 'me/passkeys/finish', { name: 'Bad', credential })
    assert.equal(answer.status, 422, `${name}: ${answer.text}`)
    assert.equal(code(answer), 'passkey_wrong', name)
    assert.equal(await trail('second', 'passkey refused'), before + 1, name)
  }
  assert.equal((await sam.go(at('me/passkeys'))).json().rows.length, count)
  // one that somebody has already, and a challenge of somebody else
  const eve = await kith.signIn('eve')
  const taken = await post(eve, 'me/passkeys/finish', { name: 'Mine', credential: kept.make(await begin(eve, 'eve sails at dawn'), { origin }) })
  assert.equal(taken.status, 409)
  const options = await begin(sam)
  const crossed = await post(eve, 'me/passkeys/finish', { name: 'Crossed', credential: new Authenticator().make(options, { origin }) })
  assert.equal(crossed.status, 422)
  const unnamed = await post(sam, 'me/passkeys/finish', { credential: new Authenticator().make(options, { origin }) })
  assert.equal(unnamed.json().faults[0].at, 'name')
})

test('it is both factors; with one, a password alone neither comes in nor sets up another', async () => {
  const eve = await kith.signIn('eve'), key = new Authenticator()
  const eves = 'eve sails at dawn'
  await enrol(eve, key, eves)
  const inBefore = (await comesIn(key)).browser
  assert.equal((await admin.go(at('security'), { method: 'PUT', json: { second_factor: ['seller'] } })).status, 204)
  assert.equal(await kith.who(eve), undefined) // began with a password alone
  assert.equal((await kith.who(inBefore)).login, 'eve')
  assert.equal((await kith.who((await comesIn(key)).browser)).login, 'eve')
  assert.equal(code(await post(new Browser(), 'login', { login: 'eve', password: eves })), 'passkey_needed')
  const user = (await kith.who(inBefore)).id
  const rows = (await admin.go(at(`user/${user}/passkeys`))).json().rows
  for (const row of rows)
    assert.equal((await admin.go(at(`user/${user}/passkeys/${row.id}`), { method: 'DELETE' })).status, 204)
  assert.equal((await comesIn(key)).answer.status, 401)
  assert.equal(code(await post(new Browser(), 'login', { login: 'eve', password: eves })), 'second_factor_setup')
  assert.equal((await admin.go(at('security'), { method: 'PUT', json: {} })).status, 204)
})

test('who has left does not come in; a password that was given takes passkeys along', async () => {
  const eve = await kith.signIn('eve'), key = new Authenticator()
  await enrol(eve, key, 'eve sails at dawn')
  const { id } = await kith.who(eve)
  const active = (yes) => admin.go(at(`user/${id}`), { method: 'PATCH', json: { active: yes } })
  assert.equal((await active(false)).status, 200)
  assert.equal((await comesIn(key)).answer.status, 401)
  assert.equal((await active(true)).status, 200)
  assert.equal((await comesIn(key)).answer.status, 200)
  assert.equal((await post(admin, `users/${id}/password`, { new: 'an orchard in winter' })).status, 204)
  assert.equal((await comesIn(key)).answer.status, 401)
  // and twenty are enough
  const last = await comesIn(await (async () => {
    const again = new Browser()
    assert.equal((await post(again, 'login', { login: 'eve', password: 'an orchard in winter' })).status, 200)
    let one
    for (let i = 0; i < 20; i++) await enrol(again, (one = new Authenticator()), 'an orchard in winter', `Key ${i}`)
    assert.equal(code(await post(again, 'me/passkeys/begin', { password: 'an orchard in winter' })), 'too_many')
    return one
  })())
  assert.equal(last.answer.status, 200)
})

test('the log tells why, and neither challenges nor signatures', async () => {
  sam = await kith.signIn('sam')
  const options = await begin(sam)
  await post(sam, 'me/passkeys/finish', { name: 'Bad', credential: new Authenticator().make(options, { origin: 'https://evil.example' }) })
  assert.match(kith.log, /passkey refused: it is of another origin/)
  assert.ok(!(kith.log + (await admin.go(at('trail?limit=200'))).text).includes(options.challenge))
})
