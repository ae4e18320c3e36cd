import { type ReactNode, useEffect, useRef } from 'react'
import style from './settings.module.css'

interface PartProps {
  /** the place in the page: "/me/security#sessions" leads here */
  id: string
  title: string
  /** one sentence: what it is for */
  help?: ReactNode
  /** beside the title: a button, a state */
  end?: ReactNode
  children: ReactNode
}

/** One matter of a settings page. Comes into view when one was led here. */
export function Part({ id, title, help, end, children }: PartProps) {
  const at = useRef<HTMLElement>(null)
  useEffect(() => {
    if (location.hash === `#${id}`) at.current?.scrollIntoView({ block: 'start' })
  }, [id])
  return (
    <section ref={at} id={id} className={style.part} aria-labelledby={`${id}-title`}>
      <div className={style.partHead}>
        <h2 id={`${id}-title`}>{title}</h2>
        {end}
      </div>
      {help && <p className={style.help}>{help}</p>}
      {children}
    </section>
  )
}
