import { ChartPie, Plus } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import type { Row } from '../../../api/types'
import { number } from '../../../lib/fmt'
import { setSearch, usePlace } from '../../../lib/router'
import { inSentence } from '../../../lib/text'
import { t } from '../../../lib/words'
import { may } from '../../../meta/may'
import { useEntity, useMe, useMeta } from '../../../meta/use-meta'
import { Empty, ErrorBox, Skeleton } from '../../../ui/bits'
import { Button } from '../../../ui/button'
import people from '../people/people.module.css'
import { useAll } from '../people/use-org'
import page from '../rights/page.module.css'
import type { RuledWish } from '../rights/ruled-dialog'
import { SettingsSheet } from '../settings-sheet'
import { SegmentLine } from './segment-line'

const SegmentDialog = lazy(() => import('./segment-dialog').then((m) => ({ default: m.SegmentDialog })))

const nothing: RuledWish = { entity: '', rule: '' }

/** Rules under a name, one's own and those that others share. */
export function Page() {
  const kind = useEntity('segment')
  const { entities } = useMeta()
  const me = useMe().id
  const segments = useAll('segment')
  const search = usePlace().search
  const [open, setOpen] = useState<Row | RuledWish>()
  // A list sends its filter to be kept.
  const sent = search.get('rule')
  const of = open ?? (sent ? { entity: search.get('entity') ?? '', rule: sent } : undefined)
  const close = () => {
    setOpen(undefined)
    setSearch({ rule: null, entity: null })
  }
  const rows = segments.data
  const names = Object.fromEntries(rows?.map(({ id, title }) => [id, title]) ?? [])
  return (
    <SettingsSheet
      title={t('settings.segments')}
      count={rows && number(rows.length)}
      padded
      end={
        may(kind, 'create') && (
          <Button kind="primary" icon={Plus} onClick={() => setOpen(nothing)}>
            {t('list.create', { entity: inSentence(kind?.label[0] ?? '') })}
          </Button>
        )
      }
    >
      <div className={page.page}>
        <p className={page.help}>{t('segment.help')}</p>
        {segments.error && <ErrorBox title={segments.error.message} onRetry={() => void segments.refetch()} />}
        {!rows && !segments.error && <Skeleton rows={6} tall />}
        {rows?.length === 0 && (
          <Empty icon={ChartPie} title={t('segment.none')}>
            {t('segment.none_help')}
          </Empty>
        )}
        {rows && rows.length > 0 && (
          <ul className={people.teams}>
            {rows.map((row) => (
              <SegmentLine
                key={row.id}
                row={row}
                records={entities[String(row.fields.entity)]}
                names={names}
                mine={row.fields.owner === me}
                onOpen={() => setOpen(row)}
              />
            ))}
          </ul>
        )}
      </div>
      {of && kind && (
        <Suspense>
          <SegmentDialog kind={kind} of={of} onClose={close} />
        </Suspense>
      )}
    </SettingsSheet>
  )
}
