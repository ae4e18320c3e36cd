import { Plus, Target } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import type { Row } from '../../../../api/types'
import { number } from '../../../../lib/fmt'
import { inSentence } from '../../../../lib/text'
import { t } from '../../../../lib/words'
import { may } from '../../../../meta/may'
import { useEntity } from '../../../../meta/use-meta'
import { Empty, ErrorBox, Skeleton } from '../../../../ui/bits'
import { Button } from '../../../../ui/button'
import people from '../../people/people.module.css'
import { useAll } from '../../people/use-org'
import { SettingsSheet } from '../../settings-sheet'
import page from '../page.module.css'
import { Territory } from './territory'

const TerritoryDialog = lazy(() => import('./territory-dialog').then((m) => ({ default: m.TerritoryDialog })))

/** Records that some people look after, whoever owns them: by a rule each, and who they are. */
export function Page() {
  const kind = useEntity('territory')
  const territories = useAll('territory')
  const members = useAll('territory_member', 'id')
  const users = useAll('user')
  const [open, setOpen] = useState<Row | 'new'>()
  const all = [territories, members, users]
  const error = all.find((one) => one.error)?.error
  const rows = territories.data
  const whole = rows && members.data && users.data
  return (
    <SettingsSheet
      title={t('territory.title')}
      count={rows && number(rows.length)}
      padded
      end={
        may(kind, 'create') && (
          <Button kind="primary" icon={Plus} onClick={() => setOpen('new')}>
            {t('list.create', { entity: inSentence(kind?.label[0] ?? '') })}
          </Button>
        )
      }
    >
      <div className={page.page}>
        <p className={page.help}>{t('territory.help')}</p>
        {error && <ErrorBox title={error.message} onRetry={() => all.forEach((one) => void one.refetch())} />}
        {!whole && !error && <Skeleton rows={6} tall />}
        {whole && rows.length === 0 && (
          <Empty icon={Target} title={t('territory.none')}>
            {t('territory.none_help')}
          </Empty>
        )}
        {whole && rows.length > 0 && (
          <ul className={people.teams}>
            {rows.map((row) => (
              <Territory
                key={row.id}
                row={row}
                members={members.data.filter((m) => m.fields.territory === row.id)}
                users={users.data}
                onOpen={() => setOpen(row)}
              />
            ))}
          </ul>
        )}
      </div>
      {open && kind && (
        <Suspense>
          <TerritoryDialog kind={kind} row={open === 'new' ? undefined : open} onClose={() => setOpen(undefined)} />
        </Suspense>
      )}
    </SettingsSheet>
  )
}
