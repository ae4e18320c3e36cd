import { ChevronDown, ChevronLeft, ChevronUp } from 'lucide-react'
import type { Entity } from '../api/types'
import { count, number } from '../lib/fmt'
import { useShortcuts } from '../lib/keys'
import { navigate } from '../lib/router'
import { t } from '../lib/words'
import { IconButton } from '../ui/button'
import { Link } from '../ui/link'
import style from './record-head.module.css'
import { listPlace } from './trail'
import { useTrail } from './use-trail'

/** The way back to the list, and on to its neighbours in the order of the list one came from. */
export function Crumb({ entity, id }: { entity: Entity; id: string }) {
  const trail = useTrail(entity.name, id)
  const go = (to: string | undefined) => to && navigate(`/${entity.name}/${to}`, { replace: true })
  useShortcuts([
    { keys: 'KeyK', label: t('record.before'), run: () => go(trail?.before) },
    { keys: 'KeyJ', label: t('record.after'), run: () => go(trail?.after) },
  ])
  return (
    <div className={style.crumb}>
      <Link to={listPlace(entity.name)} className={style.back}>
        <ChevronLeft size={15} className="flip" aria-hidden />
        {entity.label[1]}
      </Link>
      {trail && (
        <div className={style.place}>
          <span className={style.position}>
            {number(trail.at + 1)}
            {trail.total !== undefined && ` / ${count(trail.total, trail.exact)}`}
          </span>
          <IconButton
            label={t('record.before')}
            keys="KeyK"
            icon={ChevronUp}
            disabled={!trail.before}
            onClick={() => go(trail.before)}
          />
          <IconButton
            label={t('record.after')}
            keys="KeyJ"
            icon={ChevronDown}
            disabled={!trail.after}
            onClick={() => go(trail.after)}
          />
        </div>
      )}
    </div>
  )
}
