import { useMemo, useState } from 'react'
import type { Entity, Field } from '../../api/types'
import { kindOf } from '../../fields'
import { fieldsOf } from '../../meta/use-meta'

export interface Column {
  field: Field
  width: number
  /** the first one: avatar and title, always in view */
  title: boolean
}

export const narrowest = 72
const widest = 640
const key = (entity: string) => `kith.widths.${entity}`

type Widths = Record<string, number>
function kept(entity: string): Widths {
  try {
    return JSON.parse(localStorage.getItem(key(entity)) ?? '{}')
  } catch {
    return {}
  }
}

const usual = (field: Field, title: boolean) => (title ? 276 : kindOf(field).width)

/** The columns of a table with their widths: the title first, whatever the view says of its place. */
export function useColumns(entity: Entity, names: readonly string[]) {
  const [widths, setWidths] = useState(() => kept(entity.name))
  const columns = useMemo(() => {
    const { title } = entity.face
    const order = [title, ...names.filter((name) => name !== title)]
    return fieldsOf(entity, order).map((field): Column => {
      const first = field.name === title
      return { field, title: first, width: widths[field.name] ?? usual(field, first) }
    })
  }, [entity, names, widths])

  /** Without a width: back to the usual one. */
  const resize = (name: string, width?: number) => {
    setWidths((old) => {
      const next = { ...old }
      if (width === undefined) delete next[name]
      else next[name] = Math.round(Math.max(narrowest, Math.min(widest, width)))
      localStorage.setItem(key(entity.name), JSON.stringify(next))
      return next
    })
  }
  return { columns, resize }
}
