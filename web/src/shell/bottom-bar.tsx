import { Bell, House, Search, Settings } from 'lucide-react'
import { usePlace } from '../lib/router'
import { t } from '../lib/words'
import { navEntities, useMeta } from '../meta/use-meta'
import { iconOf } from '../ui/icons'
import { Link } from '../ui/link'
import style from './nav.module.css'

/** The navigation of a phone: home, the first two entities, notices, search, settings. */
export function BottomBar() {
  const meta = useMeta()
  const { path } = usePlace()
  const first = meta.groups.flatMap((g) => navEntities(meta, g.name)).slice(0, 2)
  const places = [
    { to: '/', label: t('nav.home'), icon: House },
    ...first.map((e) => ({ to: `/${e.name}`, label: e.label[1], icon: iconOf(e.icon) })),
    { to: '/notices', label: t('nav.notices'), icon: Bell },
    { to: '/search', label: t('nav.search'), icon: Search },
    { to: '/settings', label: t('nav.options'), icon: Settings },
  ]
  return (
    <nav className={style.bottom} aria-label={t('nav.main')}>
      {places.map(({ to, label, icon: Icon }) => (
        <Link key={to} to={to} aria-current={(to === '/' ? path === to : path.startsWith(to)) ? 'page' : undefined}>
          <Icon size={19} strokeWidth={1.75} aria-hidden />
          <span className="cut">{label}</span>
        </Link>
      ))}
    </nav>
  )
}
