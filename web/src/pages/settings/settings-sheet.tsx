import { ChevronRight } from 'lucide-react'
import type { ComponentProps } from 'react'
import { t } from '../../lib/words'
import { PageSheet } from '../../shell/page-sheet'
import { Held } from '../../ui/held'
import { Link } from '../../ui/link'
import style from './settings.module.css'

type SheetProps = Omit<ComponentProps<typeof PageSheet>, 'before'> & {
  /** pages between the settings and this one */
  over?: { to: string; label: string }
  /** a page that only shows: nothing on it changes anything */
  reads?: boolean
}

/** A page of the settings: the way back to all of them stands before its title. */
export function SettingsSheet({ over, reads, children, ...rest }: SheetProps) {
  const way = [{ to: '/settings', label: t('settings.title') }, ...(over ? [over] : [])]
  const before = (
    <nav className={style.way} aria-label={t('settings.way')}>
      {way.map(({ to, label }) => (
        <span key={to}>
          <Link to={to}>{label}</Link>
          <ChevronRight size={14} className="flip" aria-hidden />
        </span>
      ))}
    </nav>
  )
  return (
    <PageSheet {...rest} before={before}>
      {reads ? children : <Held>{children}</Held>}
    </PageSheet>
  )
}
