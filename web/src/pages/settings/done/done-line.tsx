import {
  Archive,
  Combine,
  FilePen,
  type LucideIcon,
  Shapes,
  SquareCheck,
  Trash2,
  Undo2,
  Upload,
  UsersRound,
} from 'lucide-react'
import type { Entity } from '../../../api/types'
import { ago, exact } from '../../../lib/date'
import { list } from '../../../lib/fmt'
import { t } from '../../../lib/words'
import { useMeta } from '../../../meta/use-meta'
import { isOver } from '../../../store/use-job'
import { Progress } from '../../../ui/bits'
import { Button } from '../../../ui/button'
import { Link } from '../../../ui/link'
import style from './done.module.css'
import type { DoneRow } from './use-done'
import { useTakeBack } from './use-take-back'

const signs: Record<DoneRow['kind'], LucideIcon> = {
  act: SquareCheck,
  archive: Archive,
  bulk: FilePen,
  hand: UsersRound,
  import: Upload,
  merge: Combine,
  studio: Shapes,
}

function whatOf(row: DoneRow, entity: Entity | undefined): string {
  const fields = row.fields?.map((name) => entity?.fields[name]?.label ?? name) ?? []
  switch (row.kind) {
    case 'import':
      return t('done.import', { name: row.name ?? '' })
    case 'hand':
      return row.person ? t('done.hand', { name: row.person.title }) : t('done.hand_of')
    case 'act':
      return row.record ? t('act.done', { title: row.record.title, action: row.action ?? '' }) : (row.action ?? '')
    case 'merge':
      return row.record ? t('done.merge', { name: row.record.title }) : t('done.merge_of')
    case 'archive':
      return t('done.archive')
    case 'studio':
      return t('done.studio')
    default:
      if (row.archive !== undefined) return t(row.archive ? 'done.archived' : 'done.taken_out')
      if (row.delete) return t('done.trash')
      return fields.length ? t('done.changed', { fields: list(fields) }) : t('done.changed_many')
  }
}

const placeOf = ({ kind, record, import: of }: DoneRow): string | undefined =>
  kind === 'studio'
    ? '/settings/studio?show=history'
    : record
      ? `/${record.entity}/${record.id}`
      : of
        ? `/import/${of}`
        : undefined

/** Of a change of the structure: what was changed, as people call it. */
const changedOf = ({ documents = [] }: DoneRow, entities: Record<string, Entity>): string =>
  list(documents.map((file) => file.replace(/\.json$/, '')).map((name) => entities[name]?.label[1] ?? name))

/** One thing that was done, and the way back or why there is none. */
export function DoneLine({ row, onEnd }: { row: DoneRow; onEnd: () => void }) {
  const { entities } = useMeta()
  const entity = row.entity === null ? undefined : entities[row.entity]
  const Icon = row.delete ? Trash2 : signs[row.kind]
  const what = whatOf(row, entity)
  const place = placeOf(row)
  const { busy, job, run } = useTakeBack(row, onEnd)
  return (
    <li className={style.line}>
      <span className={style.sign}>
        <Icon size={15} strokeWidth={1.75} aria-hidden />
      </span>
      <div className={style.what}>
        {place ? (
          <Link to={place} className="link">
            <strong dir="auto">{what}</strong>
          </Link>
        ) : (
          <strong dir="auto">{what}</strong>
        )}
        <p className={style.about}>
          {entity && <span>{entity.label[1]}</span>}
          <span dir="auto">
            {row.kind === 'studio' ? changedOf(row, entities) : t('done.count', { count: row.count })}
          </span>
          <span dir="auto">{row.by?.title ?? t('timeline.system')}</span>
          <time dateTime={new Date(row.at).toISOString()} data-tip={exact(row.at)} title={exact(row.at)}>
            {ago(row.at)}
          </time>
        </p>
      </div>
      <div className={style.end}>
        {job && !isOver(job) ? (
          <Progress label={t('done.why.back_runs')} value={job.done} total={job.total} />
        ) : row.undo ? (
          <Button icon={Undo2} busy={busy} aria-label={t('done.back_named', { what })} onClick={run}>
            {t('done.back')}
          </Button>
        ) : (
          <Why row={row} />
        )}
      </div>
    </li>
  )
}

function Why({ row: { back, kind, why } }: { row: DoneRow }) {
  if (why === 'later' && kind === 'studio') return <span>{t('done.why.said_later')}</span>
  if (why === '' || why !== 'back' || !back) return <span>{why !== '' && why !== 'back' && t(`done.why.${why}`)}</span>
  const when = ago(back.at)
  return (
    <>
      <span>{back.by ? t('done.taken', { who: back.by.title, when }) : t('done.taken_when', { when })}</span>
      {back.stayed !== undefined && back.stayed > 0 && <span>{t('done.stayed', { count: back.stayed })}</span>}
    </>
  )
}
