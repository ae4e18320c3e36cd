import { useState } from 'react'
import type { BoardColumn } from './columns'

/** Which columns are folded: what is lost, until the person says otherwise. */
export function useFolded(entity: string, by: string, columns: readonly BoardColumn[]) {
  const place = `kith.folded.${entity}.${by}`
  const [flipped, setFlipped] = useState<string[]>(() => (localStorage.getItem(place) ?? '').split(',').filter(Boolean))
  const isFolded = ({ key, end }: BoardColumn) =>
    (end === 'lost' && columns.length > 2) !== (key !== null && flipped.includes(key))
  const flip = ({ key }: BoardColumn) => {
    if (key === null) return
    const next = flipped.includes(key) ? flipped.filter((other) => other !== key) : [...flipped, key]
    localStorage.setItem(place, next.join())
    setFlipped(next)
  }
  return { isFolded, flip }
}
