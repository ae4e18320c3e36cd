import { type RefObject, useState } from 'react'
import { ApiError } from '../api/api'
import type { Fault } from '../api/types'
import { t } from '../lib/words'

const frame = () => new Promise((go) => requestAnimationFrame(go))

export interface Save {
  faults: Fault[]
  /** what is about no field that is drawn */
  error: string | undefined
  busy: boolean
  /** true when it was stored */
  save: () => Promise<boolean>
}

/** Sends a form: what is being typed is handed over first, what was refused stands at its field and takes the focus. */
export function useSave(form: RefObject<HTMLElement | null>, send: () => Promise<unknown>): Save {
  const [faults, setFaults] = useState<Fault[]>([])
  const [error, setError] = useState<string>()
  const [busy, setBusy] = useState(false)

  const invalid = () => form.current?.querySelector<HTMLElement>('[aria-invalid=true]')
  // "deal.name" is looked for inside "deal", where that is a part of the form and not a field of several parts.
  const field = (name: string) => {
    const find = (box: HTMLElement | null | undefined, part: string) =>
      box?.querySelector<HTMLElement>(`[data-field="${CSS.escape(part)}"]`)
    const [first = '', second] = name.split('.')
    const outer = find(form.current, first)
    return (second && find(outer, second)) || outer
  }

  const save = async () => {
    if (busy) return false
    const active = document.activeElement
    // Leaving a field is what hands its value over.
    if (active instanceof HTMLElement && form.current?.contains(active)) active.blur()
    setFaults([])
    setError(undefined)
    await frame()
    const unreadable = invalid()
    if (unreadable) {
      unreadable.focus()
      return false
    }
    setBusy(true)
    try {
      await send()
      return true
    } catch (reason) {
      const told = reason instanceof ApiError ? reason.faults : []
      const loose = told.find((f) => !field(f.at))
      setFaults(told)
      if (!(reason instanceof ApiError)) throw reason
      if (loose || told.length === 0) setError(loose?.text ?? (reason.passing ? t('error.no_server') : reason.message))
      await frame()
      const first = told.map((f) => field(f.at)).find((at) => at)
      first?.querySelector<HTMLElement>('input, textarea, button, [tabindex]')?.focus()
      return false
    } finally {
      setBusy(false)
    }
  }
  return { faults, error, busy, save }
}
