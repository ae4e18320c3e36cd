import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import type { Side } from './draft'

interface RowDrag {
  row: HTMLElement
  grip: HTMLElement
  key: string
  onOver: (side: Side | undefined) => void
  onDrop: (key: string, side: Side) => void
}

/** A row that is dragged by its grip, and takes others beside it. Answers how to end that. */
export function dragRow({ row, grip, key, onOver, onDrop }: RowDrag): () => void {
  const sideOf = ({ clientY }: { clientY: number }): Side => {
    const { top, height } = row.getBoundingClientRect()
    return clientY < top + height / 2 ? 'above' : 'below'
  }
  const rest = draggable({ element: row, dragHandle: grip, getInitialData: () => ({ line: key }) })
  const close = dropTargetForElements({
    element: row,
    canDrop: ({ source }) => typeof source.data.line === 'string' && source.data.line !== key,
    onDrag: ({ location }) => onOver(sideOf(location.current.input)),
    onDragLeave: () => onOver(undefined),
    onDrop: ({ source, location }) => {
      onOver(undefined)
      onDrop(String(source.data.line), sideOf(location.current.input))
    },
  })
  return () => {
    rest()
    close()
  }
}
