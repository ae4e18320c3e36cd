import type { ReactNode } from 'react'
import { count, percent } from '../../lib/fmt'
import { homeCurrency, showMoney } from '../../lib/money'
import { t } from '../../lib/words'
import { navEntities, useMeta } from '../../meta/use-meta'
import { Skeleton } from '../../ui/bits'
import style from './home.module.css'
import { lastMonths, monthBefore } from './months'
import { growth, type Pipeline, type Totals, total } from './pipeline'
import { and, monthsShown, useCount, useEnded, useEndedIn, useStages } from './use-home'

const money = (of: Totals) => showMoney({ minor: of.minor, cur: of.cur ?? homeCurrency() }, { compact: true })

interface PipelineProps {
  pipeline: Pipeline
  whose: string | undefined
}

/** Four numbers, and how they compare with the month before. */
export function Figures({ pipeline, whose }: PipelineProps) {
  const { entity, won, lost } = pipeline
  const stages = useStages(pipeline, whose)
  const ended = useEnded(pipeline, whose, monthsShown)
  const now = ended.at(-1)?.groups
  const before = useEndedIn(pipeline, whose, monthBefore()).data
  const open = total(stages.data ?? [], pipeline.open)
  const wonNow = now && total(now, won)
  const wonBefore = before && total(before, won)
  const rate = (groups: typeof now) => {
    if (!groups) return undefined
    const good = total(groups, won).count
    const all = good + total(groups, lost).count
    return all ? (good / all) * 100 : undefined
  }
  const [rateNow, rateBefore] = [rate(now), rate(before)]
  const points = rateNow !== undefined && rateBefore !== undefined ? rateNow - rateBefore : undefined
  return (
    <dl className={style.figures}>
      <Figure label={t('home.open', { entities: entity.label[1] })} ready={stages.data !== undefined}>
        {money(open)}
        <small>{t('home.open_count', { count: count(open.count, open.exact) })}</small>
      </Figure>
      <Figure label={t('home.won_month')} ready={wonNow !== undefined}>
        {wonNow && money(wonNow)}
        <Change by={wonNow && wonBefore && growth(wonNow.minor, wonBefore.minor)} />
      </Figure>
      <Figure label={t('home.win_rate')} ready={now !== undefined}>
        {rateNow === undefined ? '–' : percent(rateNow, 1)}
        <Change by={points} points />
      </Figure>
      <NewOnes main={entity.name} whose={whose} />
    </dl>
  )
}

/** How many came in at the other end: the first other pipeline, else the main one. */
function NewOnes({ main, whose }: { main: string; whose: string | undefined }) {
  const meta = useMeta()
  const all = meta.groups.flatMap((g) => navEntities(meta, g.name)).filter((e) => e.pipeline)
  const entity = all.find((e) => e.name !== main) ?? all[0]
  const [now] = lastMonths(1)
  const before = monthBefore()
  const mine = whose && entity?.traits.includes('own') ? whose : undefined
  const fresh = useCount(entity?.name ?? main, and(`created_ms >= '${now!.start}'`, mine))
  const last = useCount(
    entity?.name ?? main,
    and(`created_ms >= '${before.start}' and created_ms < '${before.end}'`, mine),
  )
  if (!entity) return null
  return (
    <Figure label={t('home.new_month', { entities: entity.label[1] })} ready={fresh.data !== undefined}>
      {fresh.data && count(fresh.data.count, fresh.data.exact)}
      <Change by={fresh.data && last.data && growth(fresh.data.count, last.data.count)} />
    </Figure>
  )
}

function Figure({ label, ready, children }: { label: string; ready: boolean; children: ReactNode }) {
  return (
    <div className={style.figure}>
      <dt>{label}</dt>
      <dd>{ready ? children : <Skeleton rows={2} />}</dd>
    </div>
  )
}

function Change({ by, points }: { by: number | undefined; points?: boolean }) {
  if (by === undefined) return <small>{t('home.no_month_before')}</small>
  const text = percent(Math.abs(by), points ? 1 : 0)
  const sign = by < 0 ? '−' : '+'
  return (
    <small>
      <bdi dir="ltr" className={by < 0 ? style.down : style.up}>
        {sign}
        {text}
      </bdi>{' '}
      {t('home.than_before')}
    </small>
  )
}
