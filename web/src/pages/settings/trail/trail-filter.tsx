import { Suspense } from 'react'
import { DayField } from '../../../fields/day-field'
import { PersonField } from '../../../fields/person-field'
import { setSearch } from '../../../lib/router'
import { t } from '../../../lib/words'
import { Switch } from '../../../ui/checkbox'
import { Select } from '../../../ui/lazy'
import style from './trail.module.css'
import { type TrailAsk, useKinds } from './use-trail'

/** What of it, by whom, when. It stands in the place, so that it can be sent to a colleague. */
export function TrailFilter({ ask }: { ask: TrailAsk }) {
  const { data: kinds } = useKinds()
  return (
    <div className={style.filter} role="search" aria-label={t('trail.filter')}>
      <Suspense>
        <Select
          label={t('trail.kind')}
          className={style.kind}
          options={kinds?.rows.map(({ kind, label }) => ({ id: kind, label })) ?? []}
          value={ask.kind}
          none={t('trail.every_kind')}
          onChange={(kind) => setSearch({ kind })}
        />
      </Suspense>
      <PersonField
        label={t('trail.who')}
        className={style.who}
        placeholder={t('trail.everybody')}
        value={ask.user ? { id: ask.user, label: ask.name ?? ask.user } : null}
        onChange={(one) => setSearch({ user: one?.id, name: one?.label })}
      />
      <DayField label={t('filter.from')} value={ask.from} onChange={(from) => setSearch({ from })} />
      <DayField label={t('filter.to')} value={ask.until} onChange={(until) => setSearch({ until })} />
      <Switch
        className={style.changes}
        label={t('trail.changes')}
        checked={ask.changes}
        onChange={(on) => setSearch({ changes: on ? '1' : null })}
      />
    </div>
  )
}
