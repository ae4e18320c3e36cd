import { useEffect } from 'react'

/**
 * Shortcuts go by the physical key (event.code): the same finger on a Persian, Vietnamese or Chinese keyboard.
 * A single letter acts only outside of fields; nothing acts while an input method is composing.
 */
export interface Shortcut {
  /** "KeyC", "Ctrl+KeyK", "Shift+Slash", "Alt+Enter", "KeyG KeyH" (one after the other); Ctrl is the command key on a Mac */
  keys: string
  /** what it does, for the sheet of shortcuts; without one it is not listed */
  label?: string
  run: (event: KeyboardEvent) => void
  /** also while a field has the focus (always so for combinations with Ctrl or Alt) */
  inFields?: boolean
}

const registered: Shortcut[] = []
let lettersOn = true

/** Single letters can be switched off (WCAG 2.1.4). */
export const setLetters = (on: boolean): void => {
  lettersOn = on
}
/** For parts that handle their own keys. */
export const lettersAct = (): boolean => lettersOn
export const shortcuts = (): readonly Shortcut[] => registered.filter((s) => s.label)

export function chord(event: Pick<KeyboardEvent, 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): string {
  const held = [(event.ctrlKey || event.metaKey) && 'Ctrl', event.altKey && 'Alt', event.shiftKey && 'Shift']
  return [...held.filter(Boolean), event.code].join('+')
}

export function inField(target: EventTarget | null): boolean {
  const at = target instanceof HTMLElement ? target : null
  return at !== null && (at.isContentEditable || (/^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName) && !isToggle(at)))
}

const isToggle = (at: HTMLElement) => at instanceof HTMLInputElement && /^(checkbox|radio|button)$/.test(at.type)

/** The first key of a pair, and until when it counts. */
let first = ''
let until = 0
const pairMs = 1500

function handle(event: KeyboardEvent): void {
  if (event.isComposing || event.defaultPrevented || /^(Shift|Control|Alt|Meta)/.test(event.key)) return
  const pressed = chord(event)
  const combined = event.ctrlKey || event.metaKey || event.altKey
  if (!combined && !lettersOn && /^(Shift\+)?(Key|Digit|Slash)/.test(pressed)) return
  const may = (s: Shortcut) => combined || s.inFields || !inField(event.target)
  // The one registered last wins: a dialog goes before the page behind it.
  const find = (keys: string) => registered.findLast((s) => s.keys === keys && may(s))
  const found = (event.timeStamp < until && find(`${first} ${pressed}`)) || find(pressed)
  until = 0
  if (found) {
    event.preventDefault()
    found.run(event)
  } else if (registered.some((s) => s.keys.startsWith(`${pressed} `) && may(s))) {
    first = pressed
    until = event.timeStamp + pairMs
  }
}

export function register(shortcut: Shortcut): () => void {
  if (registered.length === 0) document.addEventListener('keydown', handle)
  registered.push(shortcut)
  return () => {
    registered.splice(registered.indexOf(shortcut), 1)
    if (registered.length === 0) document.removeEventListener('keydown', handle)
  }
}

/** Shortcuts that hold while the component is on screen. */
export function useShortcuts(list: readonly Shortcut[]): void {
  useEffect(() => {
    const undo = list.map(register)
    return () => {
      for (const off of undo) off()
    }
  })
}

const names: Record<string, string> = {
  Slash: '/',
  BracketLeft: '[',
  Escape: 'Esc',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Enter: '↵',
  Space: '␣',
}

/** "Ctrl+KeyK" as it is printed on the keys: ["Ctrl", "K"]. */
export function keyNames(keys: string): string[] {
  const shown = keys === 'Shift+Slash' ? ['?'] : keys.split(/[+ ]/)
  const mac = typeof navigator !== 'undefined' && /Mac/.test(navigator.platform)
  return shown.map((k) => (mac && k === 'Ctrl' ? '⌘' : (names[k] ?? k.replace(/^(Key|Digit)/, ''))))
}
