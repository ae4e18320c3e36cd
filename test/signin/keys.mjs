// Key pairs that stand by themselves.
//
// A pair as Node 20 makes it shares a lock with the job that made it.  Where the collector takes the job away while
// the key is written as JWK, the one thread waits for itself, for ever.  Written as text and read again they share nothing.
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'

export function keyPair(kind, options = {}) {
  const { privateKey } = generateKeyPairSync(kind, {
    ...options,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  return { privateKey: createPrivateKey(privateKey), publicKey: createPublicKey(privateKey) }
}
