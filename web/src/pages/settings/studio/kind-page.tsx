import { lazy, Suspense, useEffect } from 'react'
import { navigate, type PageProps, setSearch, usePlace } from '../../../lib/router'
import { t, withWords } from '../../../lib/words'
import { ErrorBox, Skeleton } from '../../../ui/bits'
import { Link } from '../../../ui/link'
import { Tabs } from '../../../ui/tabs'
import { SettingsSheet } from '../settings-sheet'
import { SaveBar } from './save-bar'
import { useDraft } from './use-draft'
import { kindNamed } from './words-at'

const PipelinePart = lazy(() => import('./pipeline-part').then((m) => ({ default: m.PipelinePart })))
const FieldsPart = lazy(() => import('./fields-part').then((m) => ({ default: m.FieldsPart })))
const AboutPart = lazy(() => import('./about-part').then((m) => ({ default: m.AboutPart })))
const RulesPart = lazy(() => import('./rules-part').then((m) => ({ default: m.RulesPart })))
const QualityPart = lazy(() =>
  withWords('quality', import('./quality/quality-part')).then((m) => ({ default: m.QualityPart })),
)
const ViewsPart = lazy(() => import('./views-part').then((m) => ({ default: m.ViewsPart })))
const WordsPart = lazy(() => import('./words-part').then((m) => ({ default: m.WordsPart })))

const drawn = {
  fields: FieldsPart,
  views: ViewsPart,
  pipeline: PipelinePart,
  rules: RulesPart,
  quality: QualityPart,
  words: WordsPart,
  about: AboutPart,
}
type PartName = keyof typeof drawn

/** One kind of record, part by part. What is changed lies in a draft until it was looked at. */
export function Page({ params }: PageProps) {
  const draft = useDraft(params.entity ?? '')
  const { search } = usePlace()
  const parts = (Object.keys(drawn) as PartName[]).filter(
    (p) => p !== 'pipeline' || draft.get('pipeline') !== undefined,
  )
  const part = parts.find((p) => p === search.get('part')) ?? 'fields'
  const Drawn = drawn[part]
  const label = draft.word(kindNamed(draft.entity))
  const title = (Array.isArray(label) ? String(label[1]) : undefined) ?? draft.meta?.label[1] ?? draft.entity
  const ready = draft.kind && draft.studio
  const gone = draft.own && draft.error !== null && draft.edits.size === 0 && draft.get('entity') === undefined
  useEffect(() => {
    if (gone) navigate('/settings/studio', { replace: true })
  }, [gone])
  return (
    <SettingsSheet
      title={title}
      over={{ to: '/settings/studio', label: t('studio.title') }}
      padded
      end={
        draft.meta && (
          <Link to={`/${draft.entity}`} className="link">
            {t('studio.see_records')}
          </Link>
        )
      }
      under={
        <Tabs
          label={t('studio.parts')}
          panel="kind"
          tabs={parts.map((id) => ({ id, label: t(`studio.part.${id}`) }))}
          selected={part}
          onSelect={(id) => setSearch({ part: id === 'fields' ? null : id })}
        />
      }
      foot={draft.edits.size > 0 && <SaveBar draft={draft} />}
    >
      <div id="kind" role="tabpanel" aria-label={t(`studio.part.${part}`)}>
        {draft.error && <ErrorBox title={draft.error.message} onRetry={draft.retry} />}
        {!ready && !draft.error && <Skeleton rows={10} tall />}
        {ready && (
          <Suspense fallback={<Skeleton rows={6} />}>
            <Drawn draft={draft} />
          </Suspense>
        )}
      </div>
    </SettingsSheet>
  )
}
