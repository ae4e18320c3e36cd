import { TriangleAlert } from 'lucide-react'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import type { Entity, Field, Row, Stage } from '../api/types'
import { isBlank } from '../fields'
import { cx } from '../lib/text'
import { t } from '../lib/words'
import { mayChange } from '../meta/may'
import { fieldsOf } from '../meta/use-meta'
import type { RecordHandle } from '../store/use-record'
import style from './stage-path.module.css'

const StageNeeds = lazy(() => import('./stage-needs').then((m) => ({ default: m.StageNeeds })))
const day = 86_400

interface StagePathProps {
  entity: Entity
  row: Row
  change: RecordHandle['change']
}

/** The way through the pipeline: where it is, since when, and where it may go from here. */
export function StagePath({ entity, row, change }: StagePathProps) {
  const stage = entity.fields.stage
  const [asking, setAsking] = useState<{ to: string; at: HTMLElement }>()
  const path = useRef<HTMLOListElement>(null)
  const here = String(row.fields.stage ?? '')
  useEffect(() => {
    path.current
      ?.querySelector(`[data-stage="${CSS.escape(here)}"]`)
      ?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [here])
  if (!stage || !entity.pipeline) return null
  const names = Object.keys(entity.pipeline)
  const now = entity.pipeline[here]
  const may = mayChange(row, stage)
  const reached = names.indexOf(here)

  const go = async (to: string, at: HTMLElement) => {
    const missing = needsOf(entity, to).filter((field) => isBlank(row.fields[field.name]))
    if (missing.length > 0) return setAsking({ to, at })
    const stored = await change(
      { stage: to },
      { done: t('stage.moved', { stage: entity.pipeline?.[to]?.label ?? to }) },
    )
    // What else the stage wants is said by the server: the popover asks for it, too.
    if (!stored) setAsking({ to, at })
  }

  return (
    <div className={style.box}>
      <ol className={style.path} aria-label={stage.label} ref={path}>
        {names.map((name, i) => {
          const to = entity.pipeline?.[name] as Stage
          const open = may && name !== here && (now?.next?.includes(name) ?? true)
          return (
            <li key={name} data-stage={name}>
              <button
                type="button"
                className={cx(style.stage, i < reached && !now?.end && style.passed, to.end && style[to.end])}
                aria-current={name === here ? 'step' : undefined}
                aria-disabled={!open && name !== here ? true : undefined}
                data-tip={tipOf(name === here, open, may)}
                onClick={(event) => open && void go(name, event.currentTarget)}
              >
                {to.label}
              </button>
            </li>
          )
        })}
      </ol>
      <Since row={row} stage={now} />
      {asking && (
        <Suspense>
          <StageNeeds
            entity={entity}
            row={row}
            to={asking.to}
            anchor={asking.at}
            onClose={() => setAsking(undefined)}
          />
        </Suspense>
      )}
    </div>
  )
}

const tipOf = (here: boolean, open: boolean, may: boolean) =>
  here ? undefined : open ? t('stage.move') : may ? t('stage.no_arrow') : undefined

/** The fields a stage asks for. */
export const needsOf = (entity: Entity, stage: string): Field[] => fieldsOf(entity, entity.pipeline?.[stage]?.needs)

/** How long it has been in its stage; too long is said in colour and word. */
function Since({ row, stage }: { row: Row; stage: Stage | undefined }) {
  const since = row.fields.stage_since_ms
  if (typeof since !== 'number' || !stage) return null
  const seconds = (Date.now() - since) / 1000
  const days = Math.floor(seconds / day)
  const stale = stage.stale_after !== undefined && seconds > stage.stale_after && !stage.end
  return (
    <p className={cx(style.since, stale && style.stale)}>
      {stale && <TriangleAlert size={14} aria-hidden />}
      {days > 0 ? t('stage.days', { count: days }) : t('stage.today')}
      {stale && ` · ${t('stage.stale', { days: Math.round((stage.stale_after ?? 0) / day) })}`}
    </p>
  )
}
