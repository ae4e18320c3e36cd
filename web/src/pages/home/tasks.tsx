import type { Entity, Row } from '../../api/types'
import { daysBetween, isoDay, near, time, today } from '../../lib/date'
import { count } from '../../lib/fmt'
import { cx } from '../../lib/text'
import { t } from '../../lib/words'
import { mayChange } from '../../meta/may'
import { useMeta } from '../../meta/use-meta'
import { changeRow } from '../../store/records'
import { offerUndo } from '../../store/undo'
import { useRow } from '../../store/use-record'
import { Skeleton } from '../../ui/bits'
import { Called } from '../../ui/called'
import { Link } from '../../ui/link'
import { Card } from './card'
import style from './home.module.css'
import line from './lines.module.css'
import { useCount, useRows } from './use-home'

const shown = 8

/** Anything that can be done and is due. */
const isTask = (e: Entity) => e.fields.done?.type === 'bool' && ['time', 'date'].includes(e.fields.due?.type ?? '')

export function Tasks() {
  const { entities } = useMeta()
  const entity = Object.values(entities).find(isTask)
  return entity ? <Today entity={entity} /> : null
}

/** What the person has to do today, and what is late. */
function Today({ entity }: { entity: Entity }) {
  const mine = entity.fields.owner ? ' and owner = @me' : ''
  const where = `done != true${mine} and due < @today + 1d`
  const all = useCount(entity.name, where)
  const { data } = useRows(entity.name, { where, sort: 'due', limit: shown })
  return (
    <Card title={t('home.today')} count={all.data?.count ? count(all.data.count, all.data.exact) : undefined}>
      {!data && <Skeleton rows={4} />}
      {data?.length === 0 && <p className={style.clear}>{t('home.clear')}</p>}
      <ul>
        {data?.map((row) => (
          <Task key={row.id} entity={entity} read={row} />
        ))}
      </ul>
      {(all.data?.count ?? 0) > shown && (
        <Link className={cx('link', style.all)} to={`/${entity.name}?where=${encodeURIComponent(where)}&sort=due`}>
          {t('home.all')}
        </Link>
      )}
    </Card>
  )
}

function Task({ entity, read }: { entity: Entity; read: Row }) {
  // What was ticked here a moment ago is newer in the store.
  const row = useRow(entity.name, read.id) ?? read
  const done = row.fields.done === true
  const due = row.fields.due
  const day = typeof due === 'number' ? isoDay(due) : String(due)
  const late = daysBetween(today(), day) < 0 || (typeof due === 'number' && due < Date.now())
  const about = row.refs[entity.face.under ?? '']

  const tick = (on: boolean) => {
    const put = (value: boolean) => changeRow(entity.name, row.id, { done: value })
    void put(on).then(() => on && offerUndo({ done: t('home.ticked', { title: row.title }), undo: () => put(false) }))
  }
  return (
    <li className={cx(line.lineItem, done && line.ticked)}>
      <input
        type="checkbox"
        className={line.tick}
        aria-label={t('home.tick', { title: row.title })}
        checked={done}
        disabled={!entity.fields.done || !mayChange(row, entity.fields.done)}
        onChange={(event) => tick(event.target.checked)}
      />
      <span className={line.lineText}>
        <Link to={`/${entity.name}/${row.id}`} dir="auto">
          {row.title}
        </Link>
        {about && (
          <Called of={about} className={line.lineUnder}>
            {about.title}
          </Called>
        )}
      </span>
      <span className={cx(line.lineEnd, late && !done && line.late)}>
        {day === today() && typeof due === 'number' ? time(due) : near(day)}
        {late && !done && <span className="sr"> {t('home.late')}</span>}
      </span>
    </li>
  )
}
