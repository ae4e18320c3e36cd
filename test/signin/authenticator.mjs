// An authenticator and its browser, as WebAuthn has them: makes keys, signs, and lies when it is told to.
import { createHash, randomBytes, sign } from 'node:crypto'
import { keyPair } from './keys.mjs'

export const text = (bytes) => Buffer.from(bytes).toString('base64url')
const sha256 = (bytes) => createHash('sha256').update(bytes).digest()
const u32 = (n) => Buffer.from([n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255])
const u16 = (n) => Buffer.from([n >> 8, n & 255])

// CBOR (RFC 8949): integers, bytes and maps, which is all a key is made of.
const head = (major, n) =>
  n < 24 ? Buffer.from([(major << 5) | n]) : n < 256 ? Buffer.from([(major << 5) | 24, n]) : Buffer.concat([Buffer.from([(major << 5) | 25]), u16(n)])
const cbor = (value) =>
  typeof value === 'number' ? (value < 0 ? head(1, -1 - value) : head(0, value)) : Buffer.concat([head(2, value.length), value])
const map = (pairs) => Buffer.concat([head(5, pairs.length), ...pairs.flat().map(cbor)])

const bytesOf = (jwk, name) => Buffer.from(jwk[name], 'base64url')

const kinds = {
  [-7]: {
    make: () => keyPair('ec', { namedCurve: 'P-256' }),
    cose: (k, alg) => map([[1, 2], [3, alg], [-1, 1], [-2, bytesOf(k, 'x')], [-3, bytesOf(k, 'y')]]),
    sign: (key, data) => sign('sha256', data, key),
  },
  [-8]: {
    make: () => keyPair('ed25519'),
    cose: (k, alg) => map([[1, 1], [3, alg], [-1, 6], [-2, bytesOf(k, 'x')]]),
    sign: (key, data) => sign(null, data, key),
  },
  [-257]: {
    make: () => keyPair('rsa', { modulusLength: 2048 }),
    cose: (k, alg) => map([[1, 3], [3, alg], [-1, bytesOf(k, 'n')], [-2, bytesOf(k, 'e')]]),
    sign: (key, data) => sign('sha256', data, key),
  },
}

export const PRESENT = 1, VERIFIED = 4, MADE = 64

export class Authenticator {
  constructor(algorithm = -7) {
    this.algorithm = algorithm
    this.kind = kinds[algorithm]
    this.keys = this.kind.make()
    this.id = randomBytes(32)
    this.counter = 0
  }

  client(type, challenge, lies) {
    if (lies.client !== undefined) return Buffer.from(lies.client)
    return Buffer.from(JSON.stringify({
      type: lies.type ?? type, challenge: lies.challenge ?? challenge, origin: lies.origin, crossOrigin: false, ...lies.says,
    }))
  }

  data(rp, flags, more = Buffer.alloc(0)) {
    return Buffer.concat([sha256(rp), Buffer.from([flags]), u32(this.counter), more])
  }

  // options: what begin answered.  lies: what is not as it should be; origin is always said.
  make(options, lies) {
    this.user = options.user.id
    this.counter = lies.counter ?? this.counter
    const key = lies.key ?? this.kind.cose(this.keys.publicKey.export({ format: 'jwk' }), lies.algorithm ?? this.algorithm)
    const made = Buffer.concat([Buffer.alloc(16), u16(lies.idLength ?? this.id.length), lies.inner ?? this.id, key])
    const data = this.data(lies.rp ?? options.rp.id, lies.flags ?? PRESENT | VERIFIED | MADE, made)
    return {
      id: lies.id ?? text(this.id), rawId: text(this.id), type: lies.kind ?? 'public-key', clientExtensionResults: {},
      response: {
        clientDataJSON: text(this.client('webauthn.create', options.challenge, lies)),
        authenticatorData: lies.data ?? text(lies.cut ? data.subarray(0, data.length - lies.cut) : data),
      },
    }
  }

  sign(options, lies) {
    this.counter = lies.counter ?? this.counter + 1
    const client = this.client('webauthn.get', options.challenge, lies)
    const data = this.data(lies.rp ?? options.rpId, lies.flags ?? PRESENT | VERIFIED, lies.more)
    const signature = this.kind.sign(lies.signer ?? this.keys.privateKey, Buffer.concat([lies.signed ?? data, sha256(client)]))
    return {
      id: lies.id ?? text(this.id), rawId: text(this.id), type: lies.kind ?? 'public-key', clientExtensionResults: {},
      response: {
        clientDataJSON: text(lies.instead ?? client),
        authenticatorData: lies.data ?? text(lies.cut ? data.subarray(0, data.length - lies.cut) : data),
        signature: lies.signature ?? text(signature), userHandle: 'user' in lies ? lies.user : this.user,
      },
    }
  }
}
