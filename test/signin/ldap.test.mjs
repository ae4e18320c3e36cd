// Signing in by a real directory (OpenLDAP's slapd, run by whoever runs the test), and by none.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Browser, Kith } from './kith.mjs'

const kith = new Kith()
const file = (name) => join(kith.dir, name)
const secret = 'the service has a secret'
let directory, ports, admin

const people = [
  ['anna', 'Anna Trần', 'staff'], ['boris', 'Boris (Sales)', 'staff'], ['gone', 'Gone', 'left'], ['sam', 'Another Sam', 'staff'],
  ['dora', 'Dora', 'staff'], ['twin', 'One', 'staff'], ['mina', 'Mina', 'staff'], ['plain', 'Plain', 'staff'],
]

const entry = (dn, lines) => [`dn: ${dn}`, ...lines, ''].join('\n')
const person = ([uid, name, kind], unit = 'people') =>
  entry(`uid=${uid},ou=${unit},dc=acme`, ['objectClass: inetOrgPerson', 'sn: x', `uid: ${uid}`, `employeeType: ${kind}`,
    `mail: ${uid}@acme.example`, `userPassword: ${uid} of the directory`, `cn:: ${Buffer.from(name).toString('base64')}`])

const ldif = (port) => [
  entry('dc=acme', ['objectClass: dcObject', 'objectClass: organization', 'o: Acme']),
  ...['people', 'more', 'groups', 'services'].map((ou) => entry(`ou=${ou},dc=acme`, ['objectClass: organizationalUnit', `ou: ${ou}`])),
  entry('cn=kith,ou=services,dc=acme', ['objectClass: organizationalRole', 'objectClass: simpleSecurityObject', 'cn: kith',
    `userPassword: ${secret}`]),
  ...people.map((each) => person(each)),
  person(['twin', 'Two', 'staff'], 'more'),
  entry('cn=sellers,ou=groups,dc=acme', ['objectClass: groupOfNames', 'cn: sellers', 'member: uid=anna,ou=people,dc=acme',
    'member: uid=dora,ou=people,dc=acme', 'member: uid=mina,ou=people,dc=acme', 'member: uid=sam,ou=people,dc=acme']),
  // somewhere else, at the canary
  entry('ou=elsewhere,dc=acme', ['objectClass: referral', 'objectClass: extensibleObject', 'ou: elsewhere',
    `ref: ldap://127.0.0.1:${port}/ou=people,dc=acme`]),
].join('\n')

const configuration = () => `
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile ${file('slapd.pid')}
TLSCertificateFile ${file('tls.pem')}
TLSCertificateKeyFile ${file('tls.key')}
database mdb
suffix dc=acme
directory ${file('data')}
access to attrs=userPassword by anonymous auth by * none
access to * by dn="cn=kith,ou=services,dc=acme" read by * none
`

function certify(name, subject) {
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=directory',
    '-addext', `subjectAltName=${subject}`, '-keyout', file(`${name}.key`), '-out', file(`${name}.pem`)], { stdio: 'ignore' })
}

const freePort = () =>
  new Promise((resolve) => {
    const s = net.createServer()
    s.listen(0, '127.0.0.1', () => {
      const { port } = s.address()
      s.close(() => resolve(port))
    })
  })

// Whoever connects is counted, and told nothing.
async function listener() {
  const it = { visits: 0, sockets: new Set() }
  it.server = net.createServer((s) => {
    it.visits += 1
    it.sockets.add(s)
    s.on('error', () => {})
  })
  await new Promise((resolve) => it.server.listen(0, '127.0.0.1', resolve))
  it.port = it.server.address().port
  it.close = () => {
    for (const s of it.sockets) s.destroy()
    it.server.close()
  }
  return it
}

async function reachable(port) {
  for (let i = 0; i < 200; i++) {
    const yes = await new Promise((resolve) => {
      const s = net.connect(port, '127.0.0.1', () => resolve(true))
      s.on('error', () => resolve(false))
      s.on('connect', () => s.destroy())
    })
    if (yes) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  assert.fail('slapd does not come up')
}

let canary
before(async () => {
  canary = await listener()
  ports = { plain: await freePort(), tls: await freePort() }
  certify('tls', 'IP:127.0.0.1')
  certify('stranger', 'IP:127.0.0.1')
  mkdirSync(file('data'))
  writeFileSync(file('slapd.conf'), configuration())
  writeFileSync(file('data.ldif'), ldif(canary.port))
  copyFileSync('/usr/sbin/slapd', file('slapd')) // AppArmor ties the installed one to its own folders
  execFileSync('/usr/sbin/slapadd', ['-f', file('slapd.conf'), '-l', file('data.ldif')], { stdio: 'pipe', argv0: 'slapadd' })
  directory = spawn(file('slapd'), ['-f', file('slapd.conf'), '-d', '0',
    '-h', `ldap://127.0.0.1:${ports.plain}/ ldaps://127.0.0.1:${ports.tls}/`], { stdio: 'ignore', argv0: 'slapd' })
  await reachable(ports.plain)
  await reachable(ports.tls)
  kith.set('outgoing', `127.0.0.1:${ports.plain}, 127.0.0.1:${ports.tls}`)
  await kith.serve({ KITH_CA: file('tls.pem') })
  admin = await kith.signIn('admin')
  await configure()
})

after(async () => {
  await kith.stop()
  directory?.kill('SIGKILL')
  canary.close()
})

async function configure(more = {}, name = 'acme') {
  const answer = await admin.go(`${kith.url}/api/providers/${name}`, {
    method: 'PUT',
    json: { kind: 'ldap', label: 'Acme', url: `ldaps://127.0.0.1:${ports.tls}`, bind_dn: 'cn=kith,ou=services,dc=acme', secret,
      base: 'dc=acme', filter: '(&(uid={login})(employeeType=staff))', group_base: 'ou=groups,dc=acme', create: true,
      role_map: { sellers: ['seller'] }, ...more },
  })
  assert.equal(answer.status, 200, answer.text)
  return answer.json()
}

async function say(login, password, browser = new Browser()) {
  const answer = await browser.go(`${kith.url}/api/login`, { json: { login, password } })
  answer.browser = browser
  answer.code = answer.status === 200 ? 'in' : answer.json().faults[0]?.code
  return answer
}

test('who is in the directory comes in, with the roles of their groups', async () => {
  assert.equal((await admin.go(`${kith.url}/api/providers/acme/check`, { method: 'POST' })).status, 204)
  const first = await say('anna', 'anna of the directory')
  assert.equal(first.code, 'in', first.text)
  const me = await kith.who(first.browser)
  assert.equal(me.name, 'Anna Trần')
  assert.equal(me.login, 'anna')
  assert.equal(me.email, 'anna@acme.example')
  assert.deepEqual(me.roles, ['seller'])
  const again = await say('anna', 'anna of the directory')
  assert.equal((await kith.who(again.browser)).id, me.id)
})

test('no other password, and none at all', async () => {
  for (const password of ['wrong', '', ' ', 'anna of the directory\0', 'ANNA OF THE DIRECTORY', 'x'.repeat(5000)]) {
    const answer = await say('mina', password)
    assert.notEqual(answer.status, 200, JSON.stringify(password.slice(0, 40)))
    assert.ok([400, 401].includes(answer.status), `${answer.status}`)
  }
  for (const password of [null, 7, [], { a: 1 }, true]) assert.equal((await say('mina', password)).status, 401)
  const none = await new Browser().go(`${kith.url}/api/login`, { json: { login: 'mina' } })
  assert.equal(none.status, 401)
})

test('what is typed is a value and never a part of the filter', async () => {
  for (const login of ['*', 'ann*', 'anna)(uid=*', 'anna)(|(uid=*))', 'x)(|(objectClass=*', '\\61nna', 'anna\\00', '(uid=anna)',
    'uid=anna,ou=people,dc=acme', 'anna)(employeeType=*))(&(uid=anna', 'anna,ou=people', '', ' ', '\u00e1nna'])
    assert.equal((await say(login, 'anna of the directory')).status, 401, login)
})

test('who has left, and who is two, stay out', async () => {
  assert.equal((await say('gone', 'gone of the directory')).code, 'login_wrong')
  assert.equal((await say('twin', 'twin of the directory')).code, 'login_wrong')
})

test('who is in none of the groups stays out', async () => {
  assert.equal((await say('boris', 'boris of the directory')).code, 'identity_role')
  await configure({ group_filter: '(cn={dn})' })
  assert.equal((await say('anna', 'anna of the directory')).code, 'identity_role')
  await configure()
})

test('somebody here of the same name is somebody else, until they are linked', async () => {
  const answer = await say('sam', 'sam of the directory')
  assert.equal(answer.code, 'identity_exists')
  assert.equal((await say('sam', 'sam sails at dawn')).code, 'in') // his own goes on working
  const sam = (await say('sam', 'sam sails at dawn')).browser
  const link = (directory, password = 'sam sails at dawn') =>
    sam.go(`${kith.url}/api/me/identities`, { json: { provider: 'acme', password, directory } })
  assert.equal((await link({ login: 'sam', password: 'wrong' })).status, 401)
  assert.equal((await link({ login: 'sam', password: '' })).status, 401)
  assert.equal((await link({ login: 'sam', password: 'sam of the directory' }, 'a guess')).status, 422)
  assert.equal((await link({ login: 'anna', password: 'anna of the directory' })).status, 409) // hers
  assert.equal((await link({ login: 'sam', password: 'sam of the directory' })).status, 200)
  const both = await say('sam', 'sam of the directory')
  assert.equal((await kith.who(both.browser)).name, 'sam')
  assert.equal((await say('sam', 'sam sails at dawn')).code, 'in')
})

test('an administrator links by what the directory calls them', async () => {
  const eve = (await admin.go(`${kith.url}/api/user?where=login%20%3D%20'eve'`)).json().rows[0]
  const link = (subject) =>
    admin.go(`${kith.url}/api/user/${eve.id}/identities`, { json: { provider: 'acme', subject } })
  await configure({ id_attribute: 'uid' })
  assert.equal((await link('plain')).status, 200)
  const answer = await say('plain', 'plain of the directory')
  assert.equal(answer.code, 'identity_role')
  await configure({ id_attribute: 'uid', role_map: {} })
  const eves = await say('plain', 'plain of the directory')
  assert.equal((await kith.who(eves.browser)).login, 'eve')
  await configure()
})

test('who is switched off here does not come in from there', async () => {
  const dora = await say('dora', 'dora of the directory')
  assert.equal(dora.code, 'in')
  const { id } = await kith.who(dora.browser)
  await admin.go(`${kith.url}/api/user/${id}`, { method: 'PATCH', json: { active: false } })
  assert.notEqual((await say('dora', 'dora of the directory')).status, 200)
  assert.equal(await kith.who(dora.browser), undefined)
})

test('guesses are counted as everywhere, and a right one is forgiven', async () => {
  const browser = new Browser()
  for (let i = 0; i < 4; i++) assert.equal((await say('mina', `guess ${i}`, browser)).status, 401)
  assert.equal((await say('mina', 'mina of the directory', browser)).code, 'in')
  for (let i = 0; i < 5; i++) assert.equal((await say('mina', `guess ${i}`, browser)).status, 401)
  const locked = await say('mina', 'mina of the directory', browser)
  assert.equal(locked.status, 429)
  assert.equal(locked.code, 'login_locked')
})

test('a second factor is asked for as everywhere', async () => {
  const security = (await admin.go(`${kith.url}/api/security`)).json()
  await admin.go(`${kith.url}/api/security`, { method: 'PUT', json: { ...security, second_factor: ['seller'] } })
  const answer = await say('anna', 'anna of the directory')
  assert.equal(answer.status, 401)
  assert.equal(answer.code, 'second_factor_setup')
  assert.equal(await kith.who(answer.browser), undefined)
  await admin.go(`${kith.url}/api/security`, { method: 'PUT', json: { ...security, second_factor: [] } })
})

test('StartTLS is as good; what is not verified is not spoken to', async () => {
  await configure({ url: `ldap://127.0.0.1:${ports.plain}`, start_tls: true })
  assert.equal((await say('anna', 'anna of the directory')).code, 'in')
  await configure({ url: `ldaps://localhost:${ports.tls}` }) // another name than its certificate's
  assert.equal((await say('anna', 'anna of the directory')).code, 'provider_down')
  await configure({ url: `ldap://localhost:${ports.plain}`, start_tls: true })
  assert.equal((await say('anna', 'anna of the directory')).code, 'provider_down')
  for (const url of ['ldap://10.0.0.1', 'ldap://dc.acme.example', 'http://dc.acme.example', 'ldapi:///', 'cldap://x', 'dc.acme.example']) {
    const answer = await admin.go(`${kith.url}/api/providers/acme`, {
      method: 'PUT', json: { kind: 'ldap', label: 'Acme', url, base: 'dc=acme' } })
    assert.equal(answer.status, 422, url)
  }
  await configure()
})

test('a certificate of another authority is refused', async () => {
  const other = new Kith()
  other.set('outgoing', `127.0.0.1:${ports.tls}`)
  await other.serve({ KITH_CA: file('stranger.pem') })
  const boss = await other.signIn('admin')
  await boss.go(`${other.url}/api/providers/acme`, {
    method: 'PUT', json: { kind: 'ldap', label: 'Acme', url: `ldaps://127.0.0.1:${ports.tls}`, base: 'dc=acme', secret,
      bind_dn: 'cn=kith,ou=services,dc=acme' } })
  const answer = await new Browser().go(`${other.url}/api/login`, { json: { login: 'anna', password: 'anna of the directory' } })
  assert.equal(answer.json().faults[0].code, 'provider_down')
  await other.stop()
})

test('a wrong secret of the service account, and one who cannot be asked, are down; local people come in', async () => {
  await configure({ secret: 'wrong' })
  assert.equal((await say('anna', 'anna of the directory')).code, 'provider_down')
  assert.equal((await say('sam', 'sam sails at dawn')).code, 'in')
  await configure({ url: 'ldaps://127.0.0.1:1' })
  assert.equal((await say('anna', 'anna of the directory')).code, 'provider_down')
  assert.equal((await say('sam', 'sam sails at dawn')).code, 'in')
  await configure()
})

test('no referral is followed, and no inner address is asked that was not named', async () => {
  canary.visits = 0
  await configure({ base: 'ou=elsewhere,dc=acme' })
  assert.notEqual((await say('anna', 'anna of the directory')).status, 200)
  await configure({ url: `ldaps://127.0.0.1:${canary.port}` })
  assert.equal((await say('anna', 'anna of the directory')).code, 'provider_down')
  for (const host of ['localhost', '0x7f.1', '2130706433', '[::1]', '[::ffff:127.0.0.1]'])
    for (const port of [canary.port, ports.tls]) {
      const answer = await admin.go(`${kith.url}/api/providers/acme`, {
        method: 'PUT', json: { kind: 'ldap', label: 'Acme', url: `ldaps://${host}:${port}`, base: 'dc=acme' } })
      if (answer.status !== 200) continue
      assert.notEqual((await say('anna', 'anna of the directory')).status, 200)
    }
  assert.equal(canary.visits, 0)
  await configure()
})

test('a directory that says nothing costs its own, for some seconds; others are served', async () => {
  const silent = await listener()
  kith.set('outgoing', `127.0.0.1:${ports.plain}, 127.0.0.1:${ports.tls}, 127.0.0.1:${silent.port}`)
  for (const more of [{ url: `ldaps://127.0.0.1:${silent.port}` }, { url: `ldap://127.0.0.1:${silent.port}`, start_tls: true }]) {
    await configure(more)
    const begun = Date.now()
    const waits = Array.from({ length: more.start_tls ? 1 : 3 }, () => say('anna', 'anna of the directory'))
    const quick = await new Browser().go(`${kith.url}/api/login/ways`)
    assert.equal(quick.status, 200)
    for (const answer of await Promise.all(waits)) assert.ok(answer.status >= 400)
    assert.ok(Date.now() - begun < 20000, `${Date.now() - begun} ms`)
  }
  silent.close()
  await configure()
})

test('the secret is told to nobody', async () => {
  assert.ok(!kith.log.includes(secret))
  assert.ok(!kith.log.includes('of the directory'))
  assert.ok(!(await admin.go(`${kith.url}/api/providers`)).text.includes(secret))
  const trail = (await admin.go(`${kith.url}/api/trail?limit=200`)).text
  assert.ok(!trail.includes(secret) && !trail.includes('of the directory'))
})
