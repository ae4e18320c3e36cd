import { Refused } from '../../api/use-ask'
import { t } from '../../lib/words'

// What the server and the browser say of passkeys to each other (Web Authentication). Browsers have their own turning
// into JSON and out of it: recent ones only, and what password managers put in its place fails at it. So it is done
// by hand, one way for all; what is sent is what the server reads.

/** Whether this browser has any: only at https, or at localhost. */
export const passkeysHere: boolean =
  typeof AuthenticatorAttestationResponse !== 'undefined' &&
  'getAuthenticatorData' in AuthenticatorAttestationResponse.prototype

const bytesOf = (text: string) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0))

const textOf = (bytes: ArrayBuffer) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

/** The browser's refusals, in words. `stopped`: it does not tell whether the person, the clock or a lack ended it. */
function inWords(reason: unknown, stopped: string): unknown {
  if (!(reason instanceof DOMException)) return reason
  const words: Record<string, string> = {
    NotAllowedError: stopped,
    AbortError: stopped,
    InvalidStateError: t('passkey.here_already'),
    SecurityError: t('passkey.elsewhere'),
  }
  return new Refused(words[reason.name] ?? t('passkey.failed'))
}

const known = ({ id }: PublicKeyCredentialDescriptorJSON): PublicKeyCredentialDescriptor => ({
  type: 'public-key',
  id: bytesOf(id),
})

/** Makes a passkey as the server wants it; what it is to be told of it. */
export async function makePasskey(wanted: PublicKeyCredentialCreationOptionsJSON) {
  const publicKey = {
    ...wanted,
    challenge: bytesOf(wanted.challenge),
    user: { ...wanted.user, id: bytesOf(wanted.user.id) },
    excludeCredentials: wanted.excludeCredentials?.map(known),
  } as PublicKeyCredentialCreationOptions
  const made = (await navigator.credentials.create({ publicKey }).catch((reason) => {
    throw inWords(reason, t('passkey.not_made'))
  })) as PublicKeyCredential
  const response = made.response as AuthenticatorAttestationResponse
  return {
    id: made.id,
    type: made.type,
    response: {
      clientDataJSON: textOf(response.clientDataJSON),
      authenticatorData: textOf(response.getAuthenticatorData()),
    },
  }
}

/** Signs what the server asks with the passkey that the person chooses. */
export async function signByPasskey(asked: PublicKeyCredentialRequestOptionsJSON) {
  const publicKey = {
    ...asked,
    challenge: bytesOf(asked.challenge),
    allowCredentials: asked.allowCredentials?.map(known),
  } as PublicKeyCredentialRequestOptions
  const signed = (await navigator.credentials.get({ publicKey }).catch((reason) => {
    throw inWords(reason, t('passkey.not_used'))
  })) as PublicKeyCredential
  const response = signed.response as AuthenticatorAssertionResponse
  return {
    id: signed.id,
    type: signed.type,
    response: {
      clientDataJSON: textOf(response.clientDataJSON),
      authenticatorData: textOf(response.authenticatorData),
      signature: textOf(response.signature),
      userHandle: response.userHandle ? textOf(response.userHandle) : undefined,
    },
  }
}
