import { ChartPie, Gauge, Import, Trash2, Undo2 } from 'lucide-react'
import type { Meta } from '../../api/types'
import { t } from '../../lib/words'
import type { Place } from './places'

const segments = (): Place => ({
  to: '/settings/segments',
  icon: ChartPie,
  label: t('settings.segments'),
  doc: t('settings.segments_doc'),
  words: 'segment filter rule list audience',
})

const quality = (): Place => ({
  to: '/settings/quality',
  icon: Gauge,
  label: t('settings.quality'),
  doc: t('settings.quality_doc'),
  words: 'quality complete missing doubtful stale report',
})

/** What is done with records, many at a time. */
export const data = (meta: Meta): Place[] => [
  ...(Object.values(meta.entities).some((e) => e.may.import)
    ? [{ to: '/import', icon: Import, label: t('nav.import'), doc: t('settings.import_doc'), words: 'csv xlsx excel' }]
    : []),
  ...(meta.entities.segment ? [segments()] : []),
  ...(Object.values(meta.entities).some((e) => e.quality) ? [quality()] : []),
  { to: '/settings/done', icon: Undo2, label: t('settings.done'), doc: t('settings.done_doc'), words: 'undo revert' },
  { to: '/trash', icon: Trash2, label: t('page.trash'), doc: t('settings.trash_doc'), words: 'deleted restore' },
]
