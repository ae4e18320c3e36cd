import { CalendarX2, Hourglass } from 'lucide-react'
import type { Money, Row } from '../../api/types'
import { date, today } from '../../lib/date'
import { number } from '../../lib/fmt'
import { showMoney } from '../../lib/money'
import { t } from '../../lib/words'
import { Skeleton } from '../../ui/bits'
import { Link } from '../../ui/link'
import { Card } from './card'
import style from './home.module.css'
import line from './lines.module.css'
import { attentionRule, type Pipeline } from './pipeline'
import { and, useRows } from './use-home'

const dayMs = 86_400_000

/** What stands still or is past its day, the largest first. */
export function Attention({ pipeline, whose }: { pipeline: Pipeline; whose: string | undefined }) {
  const { entity, by, sum, due } = pipeline
  const rule = attentionRule(pipeline)
  const fields = [entity.face.title, entity.face.under, by, sum, due?.name, 'stage_since_ms'].filter(Boolean).join()
  const { data } = useRows(entity.name, { where: and(rule, whose), fields, sort: `-${sum}`, limit: 6 })
  if (!rule) return null
  return (
    <Card title={t('home.attention')}>
      {!data && <Skeleton rows={4} />}
      {data?.length === 0 && <p className={style.clear}>{t('home.no_attention')}</p>}
      <ul>
        {data?.map((row) => (
          <Line key={row.id} row={row} pipeline={pipeline} />
        ))}
      </ul>
    </Card>
  )
}

function Line({ row, pipeline }: { row: Row; pipeline: Pipeline }) {
  const { entity, by, sum, due } = pipeline
  const day = due && row.fields[due.name]
  const late = due !== undefined && typeof day === 'string' && day < today()
  const days = Math.floor((Date.now() - Number(row.fields.stage_since_ms)) / dayMs)
  const stage = entity.pipeline?.[String(row.fields[by])]?.label ?? ''
  const still = Number.isFinite(days) && days > 0 ? t('home.still', { count: days, days: number(days), stage }) : stage
  const why = late ? t('home.past', { field: due.label, date: date(day) }) : still
  const Icon = late ? CalendarX2 : Hourglass
  const amount = row.fields[sum] as Money | null
  const under = row.refs[entity.face.under ?? '']?.title
  return (
    <li className={line.lineItem}>
      <span className={line.sign} data-late={late || undefined}>
        <Icon size={13} aria-hidden />
      </span>
      <span className={line.lineText}>
        <Link to={`/${entity.name}/${row.id}`} dir="auto">
          {row.title}
        </Link>
        <span className={line.lineUnder}>{[why, under].filter(Boolean).join(' · ')}</span>
      </span>
      {amount && <strong className={line.lineEnd}>{showMoney(amount, { compact: true })}</strong>}
    </li>
  )
}
