import type { LucideIcon } from 'lucide-react'
import { Bell, House, PanelLeft, Search, Settings, Upload } from 'lucide-react'
import { usePlace } from '../lib/router'
import { t } from '../lib/words'
import { navEntities, useMe, useMeta } from '../meta/use-meta'
import { Avatar, Kbd } from '../ui/bits'
import { IconButton } from '../ui/button'
import { iconOf } from '../ui/icons'
import { Link } from '../ui/link'
import style from './nav.module.css'
import { openOverlay } from './overlays'
import { UnseenCount } from './unseen-count'

interface LineProps {
  to: string
  label: string
  icon: LucideIcon
  folded: boolean
  end?: React.ReactNode
}

function Line({ to, label, icon: Icon, folded, end }: LineProps) {
  const { path } = usePlace()
  const here = to === '/' ? path === '/' : path === to || path.startsWith(`${to}/`)
  return (
    <li>
      <Link
        to={to}
        className={style.line}
        aria-current={here ? 'page' : undefined}
        aria-label={folded ? label : undefined}
        data-tip={folded ? label : undefined}
      >
        <Icon size={17} strokeWidth={1.75} aria-hidden />
        {!folded && <span className={style.label}>{label}</span>}
        {!folded && end}
      </Link>
    </li>
  )
}

/** Where one can go: fixed places, then the entities by group, as the metadata orders them. */
export function Nav({ folded, onFold }: { folded: boolean; onFold: () => void }) {
  const meta = useMeta()
  const me = useMe()
  const mayImport = Object.values(meta.entities).some((e) => e.may.import)
  return (
    <nav className={style.nav} aria-label={t('nav.main')} data-folded={folded || undefined}>
      <div className={style.top}>
        {!folded && (
          <Link to="/" className={style.brand}>
            <img src="/icon.svg" alt="" width={22} height={22} />
            <span className="cut">{meta.site.name || 'Kith'}</span>
          </Link>
        )}
        <IconButton label={t('nav.fold')} keys="BracketLeft" icon={PanelLeft} flip onClick={onFold} />
      </div>
      <button
        type="button"
        className={style.search}
        onClick={() => openOverlay('palette')}
        aria-label={folded ? t('nav.search') : undefined}
      >
        <Search size={16} strokeWidth={1.75} aria-hidden />
        {!folded && <span className={style.label}>{t('nav.search')}</span>}
        {!folded && <Kbd keys="Ctrl+KeyK" />}
      </button>
      <div className={style.scroll}>
        <ul>
          <Line to="/" label={t('nav.home')} icon={House} folded={folded} />
          <Line to="/notices" label={t('nav.notices')} icon={Bell} folded={folded} end={<UnseenCount />} />
        </ul>
        {meta.groups.map((group) => {
          const entities = navEntities(meta, group.name)
          return (
            entities.length > 0 && (
              <section key={group.name} aria-label={group.label}>
                {folded ? <hr className={style.rule} /> : <h2 className={style.group}>{group.label}</h2>}
                <ul>
                  {entities.map((e) => (
                    <Line key={e.name} to={`/${e.name}`} label={e.label[1]} icon={iconOf(e.icon)} folded={folded} />
                  ))}
                  {group.name === 'admin' && mayImport && (
                    <Line to="/import" label={t('nav.import')} icon={Upload} folded={folded} />
                  )}
                </ul>
              </section>
            )
          )
        })}
      </div>
      <Link
        to="/settings"
        className={style.person}
        aria-label={folded ? t('nav.me', { name: me.name }) : undefined}
        data-tip={folded ? me.name : undefined}
      >
        <Avatar name={me.name} size="normal" />
        {!folded && (
          <span className={style.label}>
            {me.name}
            <span className="sr">{t('nav.settings')}</span>
          </span>
        )}
        {!folded && <Settings size={16} strokeWidth={1.75} aria-hidden />}
      </Link>
    </nav>
  )
}
