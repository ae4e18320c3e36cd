import { ChevronRight, Plus } from 'lucide-react'
import { Suspense, useState } from 'react'
import { list } from '../../../lib/fmt'
import { t } from '../../../lib/words'
import { Pill } from '../../../ui/bits'
import { Button } from '../../../ui/button'
import { TextField } from '../../../ui/text-field'
import edit from './edit.module.css'
import { HueButton } from './hue-button'
import { Origin } from './origin'
import { isDoc } from './sheet'
import { Sortable } from './sortable'
import { StageSheet } from './stage-sheet'
import { newStage, stageKeys } from './stages'
import style from './studio.module.css'
import type { Draft } from './use-draft'
import { stageNamed } from './words-at'

/** The way from a beginning to an end: stages, their order, and where each leads to. */
export function PipelinePart({ draft }: { draft: Draft }) {
  const [open, setOpen] = useState<string>()
  const [typed, setTyped] = useState('')
  const pipeline = draft.get('pipeline')
  const keys = stageKeys(pipeline)
  const nameOf = (key: string) => String(draft.word(stageNamed(draft.entity, key)) ?? key)
  const stageOf = (key: string) => {
    const stage = isDoc(pipeline) ? pipeline[key] : undefined
    return isDoc(stage) ? stage : {}
  }
  const add = () => {
    const label = typed.trim()
    if (!label) return
    const { key, order, stage, arrows } = newStage(pipeline, label)
    draft.put(['pipeline', key], stage)
    for (const [from, next] of Object.entries(arrows)) draft.put(['pipeline', from, 'next'], next)
    draft.order(['pipeline'], order)
    draft.sayLabel(stageNamed(draft.entity, key), label)
    setTyped('')
  }
  return (
    <div className={style.part}>
      <p className={edit.help}>{t('studio.pipeline_help')}</p>
      <Sortable
        label={t('studio.part.pipeline')}
        ids={keys}
        nameOf={nameOf}
        onMove={(next) => draft.order(['pipeline'], next)}
      >
        {(key) => {
          const stage = stageOf(key)
          const next = Array.isArray(stage.next) ? stage.next.map((one) => nameOf(String(one))) : []
          const faulty = draft.problems.some((p) => `${p.at}.`.startsWith(`pipeline.${key}.`))
          return (
            <>
              <HueButton
                label={nameOf(key)}
                hue={typeof stage.hue === 'number' ? stage.hue : undefined}
                onChange={(hue) => draft.put(['pipeline', key, 'hue'], hue)}
              />
              <button
                type="button"
                className={style.line}
                onClick={() => setOpen(key)}
                data-faulty={faulty || undefined}
                data-changed={draft.changed('pipeline', key) || undefined}
              >
                <span className={style.lineText}>
                  <strong dir="auto" className="name">
                    {nameOf(key)}
                  </strong>
                  <small>
                    {next.length ? t('studio.leads_to', { stages: list(next) }) : t('studio.leads_nowhere')}
                  </small>
                </span>
                {(stage.end === 'won' || stage.end === 'lost') && (
                  <Pill hue={stage.end === 'won' ? 145 : 20}>{t(`studio.end.${stage.end}`)}</Pill>
                )}
                <ChevronRight size={16} className="flip" aria-hidden />
              </button>
            </>
          )
        }}
      </Sortable>
      <div className={edit.add}>
        <TextField
          label={t('studio.stage_another')}
          hideLabel
          placeholder={t('studio.stage_another')}
          className={style.find}
          value={typed}
          onChange={setTyped}
          onKeyDown={(event) => event.key === 'Enter' && !event.nativeEvent.isComposing && add()}
        />
        <Button icon={Plus} onClick={add} disabled={!typed.trim()}>
          {t('studio.add')}
        </Button>
      </div>
      {!draft.own && (
        <Origin
          from={draft.kind?.from[''] ?? 'core'}
          said={draft.said('pipeline')}
          onReset={() => draft.put(['pipeline'], undefined)}
        />
      )}
      {open && (
        <Suspense>
          <StageSheet draft={draft} stage={open} onClose={() => setOpen(undefined)} />
        </Suspense>
      )}
    </div>
  )
}
