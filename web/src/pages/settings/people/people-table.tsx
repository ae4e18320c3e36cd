import { useState } from 'react'
import type { Row } from '../../../api/types'
import { date } from '../../../lib/date'
import { matches } from '../../../lib/text'
import { t } from '../../../lib/words'
import { useEntity } from '../../../meta/use-meta'
import { Avatar, Empty, Pill } from '../../../ui/bits'
import { Button } from '../../../ui/button'
import { Segments } from '../../../ui/segments'
import { TextField } from '../../../ui/text-field'
import style from './people.module.css'
import { rolesOf, standingOf } from './standing'
import type { Org } from './use-org'

const page = 100
const sieves = ['in', 'away', 'left', 'all'] as const
type Sieve = (typeof sieves)[number]

const passes: Record<Sieve, (row: Row) => boolean> = {
  in: (row) => standingOf(row) !== 'left',
  away: (row) => standingOf(row) === 'away',
  left: (row) => standingOf(row) === 'left',
  all: () => true,
}

/** Everybody in a line: where they belong, what they may, whether they are here. */
export function PeopleTable({ org, onOpen }: { org: Org; onOpen: (id: string) => void }) {
  const fields = useEntity('user')?.fields
  const [typed, setTyped] = useState('')
  const [sieve, setSieve] = useState<Sieve>('in')
  const [shown, setShown] = useState(page)
  const found = org.users.filter(
    (row) =>
      passes[sieve](row) &&
      matches(`${row.title} ${row.fields.login ?? ''} ${row.fields.email ?? ''} ${row.fields.title ?? ''}`, typed),
  )
  const label = (name: string) => fields?.[name]?.label ?? name
  return (
    <>
      <div className={style.tools}>
        <TextField
          type="search"
          className={style.find}
          label={t('people.find')}
          hideLabel
          placeholder={t('people.find')}
          value={typed}
          onChange={setTyped}
          autoComplete="off"
        />
        <Segments
          label={t('people.sieve')}
          hideLabel
          value={sieve}
          onChange={setSieve}
          options={sieves.map((id) => ({ id, label: t(`people.sieve.${id}`) }))}
        />
      </div>
      {found.length === 0 ? (
        <Empty title={t('ui.nothing_found')} />
      ) : (
        <table className={style.people}>
          <thead>
            <tr>
              <th scope="col">{label('name')}</th>
              <th scope="col">{label('unit')}</th>
              <th scope="col">{t('people.show.teams')}</th>
              <th scope="col">{label('manager')}</th>
              <th scope="col">{label('roles')}</th>
              <th scope="col">{t('people.today')}</th>
            </tr>
          </thead>
          <tbody>
            {found.slice(0, shown).map((row) => (
              <Line key={row.id} row={row} org={org} label={label} onOpen={() => onOpen(row.id)} />
            ))}
          </tbody>
        </table>
      )}
      {found.length > shown && (
        <div className={style.more}>
          <Button onClick={() => setShown(shown + page)}>{t('list.more')}</Button>
        </div>
      )}
    </>
  )
}

interface LineProps {
  row: Row
  org: Org
  label: (field: string) => string
  onOpen: () => void
}

function Line({ row, org, label, onOpen }: LineProps) {
  const { fields, refs } = row
  const teams = org.members.filter((m) => m.fields.person === row.id).map((m) => m.refs.team?.title ?? '')
  return (
    <tr>
      <th scope="row">
        <button type="button" className={style.person} onClick={onOpen}>
          <Avatar name={row.title} size="normal" />
          <span>
            <strong className="name" dir="auto">
              {row.title}
            </strong>
            <small className="name" dir="auto">
              {String(fields.title ?? fields.login ?? '')}
            </small>
          </span>
        </button>
      </th>
      <td data-label={label('unit')}>{refs.unit?.title}</td>
      <td data-label={t('people.show.teams')}>{teams.join(' · ')}</td>
      <td data-label={label('manager')}>{refs.manager?.title}</td>
      <td>
        <span className={style.pills}>
          {rolesOf(row).map((key) => (
            <Pill key={key} hue={key === 'admin' ? 30 : undefined}>
              {org.roles.get(key) ?? key}
            </Pill>
          ))}
        </span>
      </td>
      <td>
        <Today row={row} />
      </td>
    </tr>
  )
}

/** What is not as usual, in a word. */
export function Today({ row }: { row: Row }) {
  const standing = standingOf(row)
  if (standing === 'here') return null
  const until = row.fields.away_until
  const deputy = row.refs.deputy?.title
  return (
    <span className={style.today}>
      <Pill hue={standing === 'away' ? 75 : undefined}>
        {standing === 'away' && typeof until === 'string'
          ? t('people.away_until', { date: date(until) })
          : t(`people.standing.${standing}`)}
      </Pill>
      {standing === 'away' && deputy && <small>{t('people.deputy', { name: deputy })}</small>}
    </span>
  )
}
