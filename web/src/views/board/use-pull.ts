import { monitorForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { useEffect, useRef, useState } from 'react'
import type { BoardApi, Key } from './use-board'
import type { Lift } from './use-board-keys'

type Over = { current: { dropTargets: { data: Record<string | symbol, unknown> }[] } }

/** A card pulled by the pointer. The target is read from the event itself: what React has drawn may lag behind. */
export function usePull(board: BoardApi): Lift | undefined {
  const [lift, setLift] = useState<Lift>()
  const latest = useRef(board)
  latest.current = board
  useEffect(() => {
    const target = (location: Over, from: Key): Key => {
      const first = location.current.dropTargets[0]
      return first ? (first.data.to as Key) : from
    }
    return monitorForElements({
      canMonitor: ({ source }) => 'from' in source.data,
      onDragStart: ({ source }) => {
        const key = source.data.from as Key
        setLift({ id: String(source.data.id), key, over: key })
      },
      onDropTargetChange: ({ source, location }) => {
        const key = source.data.from as Key
        setLift({ id: String(source.data.id), key, over: target(location, key) })
      },
      onDrop: ({ source, location }) => {
        setLift(undefined)
        const from = source.data.from as Key
        const to = target(location, from)
        if (to !== from && latest.current.may(from, to)) void latest.current.move(String(source.data.id), from, to)
      },
    })
  }, [])
  return lift
}
