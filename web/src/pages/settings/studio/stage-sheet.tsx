import { Trash2 } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { number } from '../../../lib/fmt'
import { t } from '../../../lib/words'
import { ErrorBox } from '../../../ui/bits'
import { Button } from '../../../ui/button'
import { Checkbox } from '../../../ui/checkbox'
import { Sheet } from '../../../ui/lazy'
import { Segments } from '../../../ui/segments'
import { NumberField, TextField } from '../../../ui/text-field'
import style from './edit.module.css'
import news from './new.module.css'
import { Origin } from './origin'
import { get } from './sheet'
import { daysOf, nextOf, stageKeys } from './stages'
import type { Draft } from './use-draft'
import { stageNamed } from './words-at'

const FieldOrder = lazy(() => import('./field-order').then((m) => ({ default: m.FieldOrder })))

interface StageSheetProps {
  draft: Draft
  stage: string
  onClose: () => void
}

/** One stage: its name, where it leads to, what must be filled to come here, whether the way ends, how long is too long. */
export function StageSheet({ draft, stage, onClose }: StageSheetProps) {
  const pipeline = draft.get('pipeline')
  const path = (...rest: string[]) => ['pipeline', stage, ...rest]
  const nameOf = (key: string) => String(draft.word(stageNamed(draft.entity, key)) ?? key)
  const next = nextOf(pipeline, stage)
  const needs = draft.get(...path('needs'))
  const end = draft.get(...path('end'))
  const isNew = get(draft.kind?.document, path()) === undefined
  const faults = draft.problems.filter((p) => `${p.at}.`.startsWith(`pipeline.${stage}.`))
  const [days, setDays] = useState(() => {
    const now = daysOf(draft.get(...path('stale_after')))
    return now === undefined ? '' : number(now)
  })
  const put = (key: string, value: string | string[] | undefined) =>
    draft.put(path(key), value ?? (draft.delivered(...path(key)) === undefined ? undefined : null))
  const remove = () => {
    for (const one of stageKeys(pipeline))
      if (nextOf(pipeline, one).includes(stage))
        draft.put(
          ['pipeline', one, 'next'],
          nextOf(pipeline, one).filter((n) => n !== stage),
        )
    draft.putWord(stageNamed(draft.entity, stage), undefined)
    draft.put(path(), undefined)
    onClose()
  }
  const foot = (
    <>
      {isNew && (
        <Button kind="ghost" icon={Trash2} className={style.away} onClick={remove}>
          {t('studio.field_remove')}
        </Button>
      )}
      <Button kind="primary" submit>
        {t('studio.done')}
      </Button>
    </>
  )
  return (
    <Sheet title={nameOf(stage)} onClose={onClose} onSubmit={onClose} foot={foot} width={460}>
      <div className={style.parts}>
        {faults.map((fault) => (
          <ErrorBox key={fault.at + fault.code} title={fault.message} />
        ))}
        <TextField
          label={t('studio.label')}
          value={nameOf(stage)}
          onChange={(value) => draft.putWord(stageNamed(draft.entity, stage), value)}
          required
        />
        <fieldset className={news.where}>
          <legend>{t('studio.stage_next')}</legend>
          {stageKeys(pipeline)
            .filter((key) => key !== stage)
            .map((key) => (
              <Checkbox
                key={key}
                label={nameOf(key)}
                checked={next.includes(key)}
                onChange={(on) => draft.put(path('next'), on ? [...next, key] : next.filter((one) => one !== key))}
              />
            ))}
        </fieldset>
        <Segments
          label={t('studio.stage_end')}
          value={end === 'won' || end === 'lost' ? end : 'none'}
          options={(['none', 'won', 'lost'] as const).map((id) => ({ id, label: t(`studio.end.${id}`) }))}
          onChange={(id) => put('end', id === 'none' ? undefined : id)}
        />
        <section className={style.group} aria-label={t('studio.stage_needs')}>
          <h3>{t('studio.stage_needs')}</h3>
          <p className={style.note}>{t('studio.stage_needs_help')}</p>
          <Suspense>
            <FieldOrder
              draft={draft}
              label={t('studio.stage_needs')}
              names={Array.isArray(needs) ? needs.map(String) : []}
              among={draft.fields.filter((name) => draft.get('fields', name, 'is') === undefined)}
              onChange={(names) => put('needs', names.length ? names : undefined)}
            />
          </Suspense>
        </section>
        {end === undefined && (
          <NumberField
            label={t('studio.stage_stale')}
            doc={t('studio.stage_stale_help')}
            unit={t('studio.days')}
            value={days}
            onChange={(typed, value) => {
              setDays(typed)
              if (value === null) put('stale_after', undefined)
              else if (value !== undefined && value >= 1) put('stale_after', `${Math.round(value)}d`)
            }}
          />
        )}
        <Origin
          from={draft.own || isNew ? 'site' : (draft.kind?.from[`pipeline.${stage}`] ?? 'core')}
          said={draft.said(...path())}
          onReset={() => {
            draft.put(path(), undefined)
            onClose()
          }}
        />
        {!isNew && <p className={style.note}>{t('studio.stage_stays')}</p>}
      </div>
    </Sheet>
  )
}
