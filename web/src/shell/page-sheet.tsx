import type { ReactNode } from 'react'
import { cx } from '../lib/text'
import style from './shell.module.css'
import { usePageTitle } from './use-page-title'

interface PageSheetProps {
  title: string
  /** before the title: the way here */
  before?: ReactNode
  /** beside the title: how many */
  count?: ReactNode
  /** at the end of the head: search, filters, the primary action */
  end?: ReactNode
  /** the row below the head: tabs, chips */
  under?: ReactNode
  /** the line at the foot: good to know, and not there on a phone */
  status?: ReactNode
  /** a line at the foot that asks for something, everywhere */
  foot?: ReactNode
  /** the usual room around the body; tables go without */
  padded?: boolean
  children: ReactNode
}

/** What a page stands on: head, a row below it, body, status line. Takes the focus when one comes here. */
export function PageSheet({
  title,
  before,
  count,
  end,
  under,
  status,
  foot,
  padded = false,
  children,
}: PageSheetProps) {
  const head = usePageTitle(title)
  return (
    <>
      <header className={style.head}>
        <div className={style.title}>
          {before}
          <h1 ref={head} tabIndex={-1}>
            {title}
          </h1>
          {count !== undefined && <span className={style.count}>{count}</span>}
        </div>
        {end}
      </header>
      {under && <div className={style.under}>{under}</div>}
      <div className={cx(style.body, padded && style.padded)}>{children}</div>
      {status && <footer className={style.status}>{status}</footer>}
      {foot && <footer className={style.foot}>{foot}</footer>}
    </>
  )
}
