import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { navigate } from '../../../lib/router'
import { settings } from '../../../lib/settings'
import { t } from '../../../lib/words'
import { useMeta } from '../../../meta/use-meta'
import { Button } from '../../../ui/button'
import { Dialog, Select } from '../../../ui/lazy'
import { TextField } from '../../../ui/text-field'
import { fromFiles, studioQuery, toFiles } from './api'
import style from './edit.module.css'
import { isKeyName, keyName } from './key-name'
import { kindDocuments, type Trait } from './new-kind-document'
import { stageNames } from './stage-names'
import { TraitBoxes } from './trait-boxes'

const ReviewDialog = lazy(() => import('./review-dialog').then((m) => ({ default: m.ReviewDialog })))

/** A kind of record of the company's own: its names, and what it can do, in sentences. */
export function NewKind({ onClose }: { onClose: () => void }) {
  const { entities, groups } = useMeta()
  const [one, setOne] = useState('')
  const [many, setMany] = useState('')
  const [own, setOwn] = useState<string>()
  const [group, setGroup] = useState(groups[0]?.name ?? 'work')
  const [traits, setTraits] = useState<readonly Trait[]>(['own', 'timeline', 'files'])
  const [reviewing, setReviewing] = useState(false)
  const taken = Object.keys(entities)
  const name = own ?? keyName(one, taken, 'kind')
  const clash = taken.includes(name) ? t('studio.name_taken') : isKeyName(name) ? undefined : t('studio.name_bad')
  const ready = one.trim() && !clash
  const stored = fromFiles(useQuery(studioQuery).data?.documents ?? {})
  const documents = toFiles(
    kindDocuments(stored, {
      name,
      one: one.trim(),
      many: many.trim() || one.trim(),
      group,
      traits,
      language: settings().language,
      title: t('studio.kind_title_field'),
      stages: stageNames(),
    }),
  )
  const foot = (
    <>
      <Button onClick={onClose}>{t('ui.cancel')}</Button>
      <Button kind="primary" submit disabled={!ready}>
        {t('studio.review')}
      </Button>
    </>
  )
  if (reviewing)
    return (
      <Suspense>
        <ReviewDialog
          documents={documents}
          onSaved={() => {
            onClose()
            navigate(`/settings/studio/${name}`)
          }}
          onClose={() => setReviewing(false)}
        />
      </Suspense>
    )
  return (
    <Dialog
      title={t('studio.kind_new')}
      onClose={onClose}
      onSubmit={() => ready && setReviewing(true)}
      foot={foot}
      width={560}
    >
      <div className={style.parts}>
        <p className={style.help}>{t('studio.kind_help')}</p>
        <div className={style.pair}>
          <TextField
            label={t('studio.kind_one')}
            placeholder={t('studio.kind_one_example')}
            value={one}
            onChange={setOne}
            required
            autoFocus
            autoComplete="off"
          />
          <TextField
            label={t('studio.kind_many')}
            placeholder={t('studio.kind_many_example')}
            value={many}
            onChange={setMany}
            autoComplete="off"
          />
        </div>
        <Select
          label={t('studio.kind_group')}
          options={groups.map((g) => ({ id: g.name, label: g.label }))}
          value={group}
          onChange={(id) => setGroup(id ?? group)}
        />
        <TraitBoxes traits={traits} onChange={setTraits} />
        <details className={style.more}>
          <summary>{t('studio.name')}</summary>
          <TextField
            label={t('studio.name')}
            hideLabel
            doc={t('studio.kind_name_help')}
            error={one || own !== undefined ? clash : undefined}
            value={name}
            onChange={(typed) => setOwn(typed || undefined)}
            latin
            spellCheck={false}
          />
        </details>
        {one.trim() && clash && own === undefined && <p className={style.note}>{clash}</p>}
      </div>
    </Dialog>
  )
}
