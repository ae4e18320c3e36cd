import { t, type WordKey } from '../../lib/words'

/** What brought somebody back from a provider without being in: codes of the server, in words. */
const words: Record<string, WordKey> = {
  provider_down: 'login.why.provider_down',
  provider_wrong: 'login.why.provider_wrong',
  provider_refused: 'login.why.provider_refused',
  round_stale: 'login.why.round_stale',
  identity_unknown: 'login.why.identity_unknown',
  identity_exists: 'login.why.identity_exists',
  identity_role: 'login.why.identity_role',
  identity_taken: 'login.why.identity_taken',
  passkey_needed: 'login.why.passkey_needed',
  url_needed: 'login.why.url_needed',
  login_locked: 'login.why.busy',
  login_busy: 'login.why.busy',
}

/** A code nobody knows has words as well: it comes out of an address, and is shown to nobody. */
export const whyText = (code: string): string => t(words[code] ?? 'login.why.other')
