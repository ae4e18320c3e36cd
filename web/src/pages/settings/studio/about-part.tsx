import { RotateCcw, Trash2 } from 'lucide-react'
import { settings } from '../../../lib/settings'
import { t } from '../../../lib/words'
import { useMeta } from '../../../meta/use-meta'
import { Button } from '../../../ui/button'
import { Switch } from '../../../ui/checkbox'
import { Select } from '../../../ui/lazy'
import { TextArea, TextField } from '../../../ui/text-field'
import edit from './edit.module.css'
import facts from './facts.module.css'
import { IconPick } from './icon-pick'
import { traitsOffered, withTraits } from './new-kind-document'
import { Origin } from './origin'
import { stageNames } from './stage-names'
import style from './studio.module.css'
import { TraitBoxes } from './trait-boxes'
import type { Draft } from './use-draft'
import { kindDoc, kindNamed } from './words-at'

/** The kind itself: its names, what it is, its icon and place; and the way to be without it, or without what one said. */
export function AboutPart({ draft }: { draft: Draft }) {
  const { groups } = useMeta()
  const from = draft.kind?.from[''] ?? 'core'
  const named = kindNamed(draft.entity)
  const doc = kindDoc(draft.entity)
  const label = draft.word(named)
  const [one = '', many = ''] = Array.isArray(label) ? label.map(String) : []
  const can = [draft.get('traits') ?? []].flat()
  const traits = traitsOffered.filter((trait) => can.includes(trait))
  const order = draft.get('order')
  const delivered = draft.delivered('order')
  const isSaid = draft.own || draft.saidAt() !== undefined
  const language = settings().language
  return (
    <div className={style.part}>
      <p className={edit.help}>{t('studio.about_help')}</p>
      <div className={facts.about}>
        <div className={edit.pair}>
          <TextField
            label={t('studio.kind_one')}
            value={one}
            onChange={(v) => draft.putWord(named, [v, many])}
            required
          />
          <TextField
            label={t('studio.kind_many')}
            value={many}
            onChange={(v) => draft.putWord(named, [one, v])}
            required
          />
        </div>
        <Origin from={from} said={draft.wordSaid(named, language)} onReset={() => draft.putWord(named, undefined)} />
        <TextArea
          label={t('studio.kind_doc')}
          value={String(draft.word(doc) ?? '')}
          onChange={(value) => draft.putWord(doc, value || undefined)}
          rows={2}
        />
        <Origin from={from} said={draft.wordSaid(doc, language)} onReset={() => draft.putWord(doc, undefined)} />
        <IconPick icon={String(draft.get('icon') ?? '')} onChange={(icon) => draft.put(['icon'], icon)} />
        <Switch
          label={t('studio.in_nav')}
          checked={typeof order === 'number' && order > 0}
          onChange={(on) =>
            draft.put(['order'], on ? (typeof delivered === 'number' && delivered > 0 ? delivered : 90) : 0)
          }
        />
        <Select
          label={t('studio.kind_group')}
          options={groups.map((g) => ({ id: g.name, label: g.label }))}
          value={String(draft.get('group') ?? '') || null}
          onChange={(id) => draft.put(['group'], id ?? undefined)}
        />
        {draft.own && (
          <TraitBoxes traits={traits} onChange={(next) => draft.put([], withTraits(draft.doc, next, stageNames()))} />
        )}
      </div>
      {draft.own && draft.get('entity') !== undefined && (
        <section className={style.carry}>
          <p className={edit.note}>{t('studio.kind_remove_help')}</p>
          <Button icon={Trash2} onClick={() => draft.put([], undefined)}>
            {t('studio.kind_remove')}
          </Button>
        </section>
      )}
      {!draft.own && isSaid && draft.kind?.sheet && (
        <section className={style.carry}>
          <p className={edit.note}>{t('studio.kind_reset_help')}</p>
          <Button icon={RotateCcw} onClick={() => draft.put([], undefined)}>
            {t('studio.kind_reset')}
          </Button>
        </section>
      )}
    </div>
  )
}
