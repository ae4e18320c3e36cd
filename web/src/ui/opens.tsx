import { type ReactNode, type RefObject, useRef, useState } from 'react'

export interface TriggerProps {
  ref: RefObject<HTMLButtonElement | null>
  onClick: () => void
  onPointerEnter: () => void
  onFocus: () => void
  'aria-expanded': boolean
  'aria-haspopup': 'menu' | 'dialog' | 'listbox'
}

export interface Overlay {
  anchor: RefObject<HTMLElement | null>
  close: () => void
}

interface OpensProps<M> {
  /** the module with what opens; fetched when the pointer or the focus arrives */
  load: () => Promise<M>
  kind?: TriggerProps['aria-haspopup']
  trigger: (props: TriggerProps) => ReactNode
  body: (module: M, overlay: Overlay) => ReactNode
}

/** A closed overlay costs nothing: its code comes when somebody is about to open it. */
export function Opens<M>({ load, kind = 'menu', trigger, body }: OpensProps<M>) {
  const [module, setModule] = useState<M>()
  const [open, setOpen] = useState(false)
  const anchor = useRef<HTMLButtonElement>(null)
  const ahead = () => {
    if (!module)
      load().then(
        (m) => setModule(() => m),
        () => {},
      )
  }
  const close = () => setOpen(false)
  return (
    <>
      {trigger({
        ref: anchor,
        onClick: () => {
          ahead()
          setOpen(!open)
        },
        onPointerEnter: ahead,
        onFocus: ahead,
        'aria-expanded': open,
        'aria-haspopup': kind,
      })}
      {open && module !== undefined && body(module, { anchor, close })}
    </>
  )
}
