import { type ReactNode, useId } from 'react'
import style from './home.module.css'

interface CardProps {
  title: string
  count?: ReactNode
  end?: ReactNode
  children: ReactNode
}

/** One panel of home. */
export function Card({ title, count, end, children }: CardProps) {
  const id = useId()
  return (
    <section className={style.card} aria-labelledby={id}>
      <div className={style.cardHead}>
        <h2 id={id}>
          {title} {count !== undefined && <span className={style.cardCount}>{count}</span>}
        </h2>
        {end}
      </div>
      {children}
    </section>
  )
}
