import { type KeyboardEvent, useRef, useState } from 'react'
import { navigate } from '../../lib/router'
import { t } from '../../lib/words'
import { useMe, useMeta } from '../../meta/use-meta'
import { PageSheet } from '../../shell/page-sheet'
import { Empty } from '../../ui/bits'
import { Link } from '../../ui/link'
import { TextField } from '../../ui/text-field'
import { findPlaces } from './find-places'
import { type Place, settingsPlaces } from './places'
import style from './settings.module.css'

/** All settings on one page, by group; found by what they are called. */
export function Page() {
  const me = useMe()
  const meta = useMeta()
  const [typed, setTyped] = useState('')
  const list = useRef<HTMLDivElement>(null)
  const found = findPlaces(settingsPlaces(me, meta), typed)
  const count = found.reduce((n, g) => n + g.places.length, 0)

  // From the field down into what was found, and among it.
  const walk = (event: KeyboardEvent) => {
    const links = [...(list.current?.querySelectorAll<HTMLElement>('a') ?? [])]
    const field = event.target instanceof HTMLInputElement
    if (event.nativeEvent.isComposing || links.length === 0) return
    if (field && event.key === 'Enter') return navigate(links[0]?.getAttribute('href') ?? '/settings')
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const at = links.indexOf(document.activeElement as HTMLElement) + step
    if (at < 0) event.currentTarget.querySelector('input')?.focus()
    else links[Math.min(at, links.length - 1)]?.focus()
  }
  return (
    <PageSheet title={t('settings.title')} padded>
      <div className={style.index} onKeyDown={walk}>
        <TextField
          type="search"
          className={style.find}
          label={t('settings.find')}
          hideLabel
          placeholder={t('settings.find')}
          value={typed}
          onChange={setTyped}
          // On a phone it would draw the keyboard over what one came to see.
          autoFocus={!matchMedia('(pointer: coarse)').matches}
          autoComplete="off"
        />
        <p className="sr" role="status">
          {typed && t('search.found', { count })}
        </p>
        {count === 0 && <Empty title={t('ui.nothing_found')}>{t('settings.find_help')}</Empty>}
        <div ref={list} className={style.index}>
          {found.map((group) => (
            <section key={group.id} className={style.group} aria-labelledby={`group-${group.id}`}>
              <h2 id={`group-${group.id}`}>{group.label}</h2>
              <ul className={style.places}>
                {group.places.map((place) => (
                  <Line key={place.to} place={place} />
                ))}
              </ul>
            </section>
          ))}
        </div>
      </div>
    </PageSheet>
  )
}

function Line({ place: { to, icon: Icon, label, doc, inside = [] } }: { place: Place }) {
  return (
    <li>
      <Link to={to} className={style.place}>
        <Icon size={18} strokeWidth={1.75} aria-hidden />
        <strong>{label}</strong>
        <small>{doc}</small>
      </Link>
      {inside.length > 0 && (
        <div className={style.inside}>
          {inside.map((one) => (
            <Link key={one.label} to={to + one.at} className="link">
              {one.label}
            </Link>
          ))}
        </div>
      )}
    </li>
  )
}
