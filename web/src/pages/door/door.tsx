import type { ReactNode } from 'react'
import style from './door.module.css'
import { Languages } from './languages'

interface DoorProps {
  title: string
  /** room for more than a few fields */
  wide?: boolean
  children: ReactNode
}

/** What stands before the app: one card on the desk, the languages above it. */
export function Door({ title, wide, children }: DoorProps) {
  return (
    <main className={style.door}>
      <Languages />
      <div className={style.card} data-wide={wide || undefined}>
        <div className={style.brand}>
          <img src="/icon.svg" alt="" width={34} height={34} />
          <span>Kith</span>
        </div>
        <h1 className={style.title}>{title}</h1>
        {children}
      </div>
    </main>
  )
}
