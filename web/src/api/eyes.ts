/** An administrator looks as somebody else: "user:7", or "role:seller", and what they are called. */
export interface Eyes {
  eyes: string
  name: string
}

const kept = 'kith.eyes'

/** Of this tab alone: the others go on as oneself. */
function read(): Eyes | undefined {
  try {
    return JSON.parse(sessionStorage.getItem(kept) ?? 'null') ?? undefined
  } catch {
    return undefined
  }
}

let now = globalThis.sessionStorage ? read() : undefined

/** Whose eyes this tab looks through. Every request says so, and the server shows what they would see and changes nothing. */
export const eyes = (): Eyes | undefined => now

/** Everything begins anew: nothing that was read with other eyes stays. */
export function lookAs(whose: Eyes): void {
  sessionStorage.setItem(kept, JSON.stringify(whose))
  location.assign('/')
}

export function forgetEyes(): void {
  sessionStorage.removeItem(kept)
  now = undefined
}

export function leaveEyes(): void {
  forgetEyes()
  location.reload()
}
