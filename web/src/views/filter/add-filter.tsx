import { type ReactNode, useRef } from 'react'
import type { Entity } from '../../api/types'
import { Opens, type Overlay, type TriggerProps } from '../../ui/opens'
import type { Filter, Part } from './rule-text'

export interface FilterProps {
  entity: Entity
  filter: Filter
  onChange: (filter: Filter) => void
}

const load = () => import('./filter-popover')

interface AddFilterProps extends FilterProps {
  children: (props: TriggerProps) => ReactNode
}

/** Opens the list of fields; the new condition joins the others as soon as it is complete. */
export function AddFilter({ children, ...rest }: AddFilterProps) {
  return (
    <Opens
      load={load}
      kind="dialog"
      trigger={children}
      body={({ FilterPopover }, overlay) => <Adding {...overlay} {...rest} Popover={FilterPopover} />}
    />
  )
}

type Loaded = Awaited<ReturnType<typeof load>>['FilterPopover']

function Adding({ Popover, filter, onChange, ...rest }: FilterProps & Overlay & { Popover: Loaded }) {
  // What this popover has added it goes on changing.
  const at = useRef<number>(undefined)
  const put = (part: Part) => {
    at.current ??= filter.parts.length
    const parts = [...filter.parts]
    parts[at.current] = part
    onChange({ ...filter, parts })
  }
  return <Popover {...rest} part={undefined} onChange={put} />
}
