import { Eye } from 'lucide-react'
import { lazy, Suspense, useEffect, useState } from 'react'
import { lookAs } from '../../../api/eyes'
import { askBeforeLeaving, setSearch, usePlace } from '../../../lib/router'
import { matches } from '../../../lib/text'
import { t } from '../../../lib/words'
import { useMeta } from '../../../meta/use-meta'
import { Empty, ErrorBox, Skeleton } from '../../../ui/bits'
import { Button } from '../../../ui/button'
import { confirm } from '../../../ui/confirm'
import { Select } from '../../../ui/lazy'
import { Segments } from '../../../ui/segments'
import { TextField } from '../../../ui/text-field'
import { SettingsSheet } from '../settings-sheet'
import { Legend } from './legend'
import style from './page.module.css'
import { RightsTable } from './rights-table'
import { roleName } from './role-name'
import { cellKey, type Sheet, type SheetEntity } from './sheet'
import { type Draft, useSheet } from './use-sheet'

const ReviewDialog = lazy(() => import('./review-dialog').then((m) => ({ default: m.ReviewDialog })))

/** What each role may do, with each kind of record and each field: for those who give rights. */
export function Page() {
  const draft = useSheet()
  const { sheet, error, retry } = draft
  return (
    <SettingsSheet title={t('rights.title')} padded foot={draft.changes.size > 0 && <SaveBar draft={draft} />}>
      {error && <ErrorBox title={error.message} onRetry={retry} />}
      {!sheet && !error && <Skeleton rows={10} />}
      {sheet && <Sheets sheet={sheet} draft={draft} />}
    </SettingsSheet>
  )
}

type Sieve = 'all' | 'own' | 'differ'

function Sheets({ sheet, draft }: { sheet: Sheet; draft: Draft }) {
  const { entities } = useMeta()
  const { search } = usePlace()
  const [typed, setTyped] = useState('')
  const [sieve, setSieve] = useState<Sieve>('all')
  const keys = ['*', ...sheet.roles.map((r) => r.key)]
  const role = keys.find((k) => k === search.get('role')) ?? keys[1] ?? '*'
  const other = keys.find((k) => k === search.get('with') && k !== role)
  const options = keys.map((id) => ({ id, label: roleName(sheet, id) }))

  const passes: Record<Sieve, (e: SheetEntity) => boolean> = {
    all: () => true,
    own: (e) =>
      sheet.rights.some((right) => draft.own(cellKey(role, e.name, right))) ||
      e.fields.some((f) => draft.own(cellKey(role, e.name, 'fields', f.name))),
    differ: (e) =>
      other === undefined ||
      sheet.rights.some(
        (right) => draft.level(cellKey(role, e.name, right)) !== draft.level(cellKey(other, e.name, right)),
      ),
  }
  const shown: Sieve = other === undefined && sieve === 'differ' ? 'all' : sieve
  const found = sheet.entities.filter(
    (e) => passes[shown](e) && matches(`${entities[e.name]?.label.join(' ') ?? ''} ${e.name}`, typed),
  )
  return (
    <div className={style.page}>
      <p className={style.help}>{t('rights.help')}</p>
      <div className={style.tools}>
        <Suspense>
          <Select
            label={t('rights.role')}
            options={options}
            value={role}
            onChange={(id) => setSearch({ role: id })}
            className={style.role}
          />
          <Select
            label={t('rights.with')}
            options={options.filter((o) => o.id !== role)}
            value={other ?? null}
            none={t('rights.with_none')}
            onChange={(id) => setSearch({ with: id })}
            className={style.role}
          />
        </Suspense>
        <TextField
          type="search"
          className={style.find}
          label={t('rights.find')}
          value={typed}
          onChange={setTyped}
          autoComplete="off"
        />
        <Segments
          label={t('rights.sieve')}
          hideLabel
          value={shown}
          onChange={setSieve}
          options={(other === undefined ? (['all', 'own'] as const) : (['all', 'own', 'differ'] as const)).map(
            (id) => ({
              id,
              label: t(`rights.sieve.${id}`),
            }),
          )}
        />
      </div>
      <div className={style.under}>
        <Legend sheet={sheet} />
        {role !== '*' && (
          <Button icon={Eye} onClick={() => lookAs({ eyes: `role:${role}`, name: roleName(sheet, role) })}>
            {t('rights.look_as', { role: roleName(sheet, role) })}
          </Button>
        )}
      </div>
      {found.length === 0 ? (
        <Empty title={t('ui.nothing_found')} />
      ) : (
        <RightsTable sheet={sheet} draft={draft} entities={found} role={role} other={other} />
      )}
    </div>
  )
}

/** At the foot while something is about to change. */
function SaveBar({ draft }: { draft: Draft }) {
  const [open, setOpen] = useState(false)
  const count = draft.changes.size
  useEffect(
    () =>
      askBeforeLeaving(() =>
        confirm({
          title: t('rights.leave_title'),
          text: t('rights.leave_text', { count }),
          action: t('rights.leave'),
          danger: true,
        }),
      ),
    [count],
  )
  return (
    <div className={style.bar}>
      <strong role="status">{t('rights.changes', { count })}</strong>
      <Button onClick={draft.discard}>{t('rights.discard')}</Button>
      <Button kind="primary" onClick={() => setOpen(true)}>
        {t('rights.review')}
      </Button>
      {open && draft.sheet && (
        <Suspense>
          <ReviewDialog sheet={draft.sheet} draft={draft} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </div>
  )
}
