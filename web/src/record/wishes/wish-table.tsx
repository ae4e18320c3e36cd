import { type KeyboardEvent, useState } from 'react'
import type { Choice, Fault } from '../../api/types'
import { t } from '../../lib/words'
import { WishButton } from './wish-button'
import { cell, type Wishes } from './wishes'
import style from './wishes.module.css'

interface WishTableProps {
  channels: [name: string, choice: Choice][]
  topics: [name: string, choice: Choice][]
  wishes: Wishes
  faults: readonly Fault[]
  onChange: (wishes: Wishes) => void
}

const steps: Record<string, [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}

/** Every channel by every topic; the arrows walk, as the eye sees it, the space bar goes on. */
export function WishTable({ channels, topics, wishes, faults, onChange }: WishTableProps) {
  const [stop, setStop] = useState([0, 0])
  const walk = (event: KeyboardEvent<HTMLElement>) => {
    const [down, along] = steps[event.key] ?? []
    if (down === undefined || along === undefined) return
    event.preventDefault()
    const [row = 0, column = 0] = stop
    const next = [row + down, column + (document.dir === 'rtl' ? -along : along)] as const
    const at = event.currentTarget.querySelector<HTMLElement>(`[data-at="${next.join('-')}"] button`)
    if (!at) return
    setStop([...next])
    at.focus()
  }
  return (
    <div className={style.scroll}>
      <table className={style.table} onKeyDown={walk}>
        <caption className="sr">{t('wishes.help')}</caption>
        <thead>
          <tr>
            <td />
            {topics.map(([name, { label }]) => (
              <th key={name} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {channels.map(([channel, { label }], row) => (
            <tr key={channel}>
              <th scope="row">{label}</th>
              {topics.map(([topic, about], column) => {
                const at = cell(channel, topic)
                const fault = faults.find((f) => f.at === at || f.at.startsWith(`${at}.`))?.text
                return (
                  <td key={topic} data-at={`${row}-${column}`} data-field={at} onFocus={() => setStop([row, column])}>
                    <WishButton
                      channel={label}
                      topic={about.label}
                      wish={wishes[at] ?? ''}
                      stop={stop[0] === row && stop[1] === column}
                      onChange={(wish) => onChange({ ...wishes, [at]: wish })}
                    />
                    {fault && (
                      <small role="alert" className={style.fault}>
                        {fault}
                      </small>
                    )}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
