import { useQuery } from '@tanstack/react-query'
import { List, Users } from 'lucide-react'
import { api } from '../../../api/api'
import type { Entity, Row } from '../../../api/types'
import { count as counted } from '../../../lib/fmt'
import { cx } from '../../../lib/text'
import { t } from '../../../lib/words'
import { Link } from '../../../ui/link'
import { writeRule } from '../../../views/filter/rule-text'
import { segmentPart } from '../../../views/filter/segments'
import people from '../people/people.module.css'
import style from './segments.module.css'

interface SegmentLineProps {
  row: Row
  records: Entity | undefined
  mine: boolean
  onOpen: () => void
  /** what the others are called */
  names: Readonly<Record<string, string>>
}

/** One segment: of what, how many are in it now, whose it is, and the way to its list. */
export function SegmentLine({ row, records, mine, names, onOpen }: SegmentLineProps) {
  const { entity, rule, purpose, shared } = row.fields
  const said = String(rule).replaceAll(/@segment\.(\d+)/g, (whole, id) => (names[id] ? `“${names[id]}”` : whole))
  const where = writeRule({ join: 'and', parts: [segmentPart({ id: row.id, not: false })] })
  const { data } = useQuery({
    queryKey: ['fits', entity, where, row.version],
    queryFn: ({ signal }) => api.count(String(entity), { where }, signal),
    enabled: records !== undefined,
    retry: false,
  })
  return (
    <li className={people.team}>
      <div className={cx(people.teamHead, style.head)}>
        {row.may.change === false ? (
          <strong dir="auto">{row.title}</strong>
        ) : (
          <button type="button" className={people.teamName} onClick={onOpen}>
            <strong dir="auto">{row.title}</strong>
          </button>
        )}
        <small>{records?.label[1] ?? String(entity)}</small>
        {data && <small>{counted(data.count, data.exact)}</small>}
        {shared === true && (
          <small className={style.whose}>
            <Users size={13} aria-hidden />
            {mine ? t('segment.shared') : t('segment.whose', { name: row.refs?.owner?.title ?? '' })}
          </small>
        )}
        {records && (
          <Link className={style.open} to={`/${records.name}?${new URLSearchParams({ where })}`}>
            <List size={15} aria-hidden />
            {t('segment.open')}
          </Link>
        )}
      </div>
      {typeof purpose === 'string' && purpose !== '' && <p dir="auto">{purpose}</p>}
      <p className={style.rule}>
        <code dir="ltr">{said}</code>
      </p>
    </li>
  )
}
