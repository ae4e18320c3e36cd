import type { AnyRef, Row } from '../../api/types'
import { ago, exact } from '../../lib/date'
import { t } from '../../lib/words'
import { navEntities, useMeta } from '../../meta/use-meta'
import { Skeleton } from '../../ui/bits'
import { iconOf } from '../../ui/icons'
import { Link } from '../../ui/link'
import { Card } from './card'
import style from './home.module.css'
import line from './lines.module.css'
import { useNewest } from './use-home'

/** The newest of everything that happens to records: calls, meetings, notes, whatever else the company has. */
export function Activity() {
  const meta = useMeta()
  const items = meta.groups.flatMap((g) => navEntities(meta, g.name)).filter((e) => e.traits.includes('item'))
  const { rows, loading } = useNewest(
    items.map((e) => e.name),
    7,
  )
  if (items.length === 0) return null
  return (
    <Card title={t('home.activity')}>
      {loading && rows.length === 0 && <Skeleton rows={4} />}
      {!loading && rows.length === 0 && <p className={style.clear}>{t('home.no_activity')}</p>}
      <ul>
        {rows.map((row) => (
          <Line key={row.id} row={row} />
        ))}
      </ul>
    </Card>
  )
}

function Line({ row }: { row: Row }) {
  const { entities } = useMeta()
  const entity = entities[row.entity]
  const Icon = iconOf(entity?.icon)
  const about = row.refs.about
  const to = (row.fields.about as AnyRef | null) ?? { entity: row.entity, id: row.id }
  const at = Number(row.fields.created_ms)
  const who = row.refs.owner?.title
  return (
    <li className={line.lineItem}>
      <span className={line.sign} data-tip={entity?.label[0]}>
        <Icon size={13} aria-hidden />
      </span>
      <span className={line.lineText}>
        <Link to={`/${to.entity}/${to.id}`} dir="auto">
          {row.title || entity?.label[0]}
        </Link>
        <span className={line.lineUnder}>{[who, about?.title].filter(Boolean).join(' · ')}</span>
      </span>
      <time className={line.lineEnd} dateTime={new Date(at).toISOString()} data-tip={exact(at)}>
        {ago(at)}
      </time>
    </li>
  )
}
