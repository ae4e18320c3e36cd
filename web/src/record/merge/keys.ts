import type { KeyboardEvent } from 'react'

const steps: Record<string, [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}

const radiosOf = (group: Element | undefined) => [
  ...(group?.querySelectorAll<HTMLInputElement>('input[type=radio]:enabled') ?? []),
]

/** Side by side arrows choose, as the eye sees it; up and down lead to the choice of the next field. */
export function walk(event: KeyboardEvent<HTMLElement>): void {
  const step = steps[event.key]
  const at = event.target as HTMLInputElement
  const group = at.closest('[role=radiogroup]')
  if (!step || !group || at.type !== 'radio') return
  event.preventDefault()
  const [down, along] = step
  if (along !== 0) {
    const radios = radiosOf(group)
    const next = radios.indexOf(at) + (document.dir === 'rtl' ? -along : along)
    radios[next]?.focus()
    radios[next]?.click()
    return
  }
  const groups = [...event.currentTarget.querySelectorAll('[role=radiogroup]')].filter((g) => radiosOf(g).length > 0)
  const radios = radiosOf(groups[groups.indexOf(group) + down])
  ;(radios.find((radio) => radio.checked) ?? radios[0])?.focus()
}
