import { MailPlus, Plus } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { count } from '../../lib/fmt'
import { setSearch, usePlace } from '../../lib/router'
import { inSentence } from '../../lib/text'
import { t } from '../../lib/words'
import { may } from '../../meta/may'
import { useMe, useMeta } from '../../meta/use-meta'
import { openCreate } from '../../store/new-record'
import { ErrorBox, Skeleton } from '../../ui/bits'
import { Button } from '../../ui/button'
import { Tabs } from '../../ui/tabs'
import { PeopleTable } from './people/people-table'
import { most, useOrg } from './people/use-org'
import { SettingsSheet } from './settings-sheet'

const PersonSheet = lazy(() => import('./people/person-sheet').then((m) => ({ default: m.PersonSheet })))
const Reporting = lazy(() => import('./people/reporting').then((m) => ({ default: m.Reporting })))
const Teams = lazy(() => import('./people/teams').then((m) => ({ default: m.Teams })))
const Units = lazy(() => import('./people/units').then((m) => ({ default: m.Units })))
const InviteDialog = lazy(() => import('./people/invite-dialog').then((m) => ({ default: m.InviteDialog })))

const shows = ['people', 'units', 'reporting', 'teams'] as const
type Show = (typeof shows)[number]

/** What the button at the end of the head makes. */
const makes: Record<Show, string> = { people: 'user', units: 'unit', reporting: 'user', teams: 'team' }

/** Everybody who works here: one by one, by unit, by who reports to whom, by team. */
export function Page() {
  const { entities } = useMeta()
  const { search } = usePlace()
  const show = shows.find((s) => s === search.get('show')) ?? 'people'
  const { org, error, retry } = useOrg()
  const [person, setPerson] = useState<string>()
  const [inviting, setInviting] = useState(false)
  const { admin } = useMe()
  const made = entities[makes[show]]
  const parts = org && {
    people: <PeopleTable org={org} onOpen={setPerson} />,
    units: <Units org={org} onPerson={setPerson} />,
    reporting: <Reporting org={org} onPerson={setPerson} />,
    teams: <Teams org={org} onPerson={setPerson} />,
  }
  return (
    <SettingsSheet
      title={t('people.title')}
      count={org && count(org.users.length, org.users.length < most)}
      padded
      end={
        may(made, 'create') &&
        (made?.name === 'user' && admin ? (
          <Button kind="primary" icon={MailPlus} onClick={() => setInviting(true)}>
            {t('people.invite')}
          </Button>
        ) : (
          <Button kind="primary" icon={Plus} onClick={() => void openCreate(makes[show])}>
            {t('list.create', { entity: inSentence(made?.label[0] ?? '') })}
          </Button>
        ))
      }
      under={
        <Tabs
          label={t('people.show')}
          panel="people"
          tabs={shows.map((id) => ({ id, label: t(`people.show.${id}`) }))}
          selected={show}
          onSelect={(id) => setSearch({ show: id === 'people' ? null : id })}
        />
      }
    >
      <div id="people" role="tabpanel" aria-label={t(`people.show.${show}`)}>
        {error && <ErrorBox title={error.message} onRetry={retry} />}
        {!org && !error && <Skeleton rows={8} tall />}
        <Suspense fallback={<Skeleton rows={8} tall />}>{parts?.[show]}</Suspense>
      </div>
      <Suspense>
        {person && org && <PersonSheet key={person} id={person} org={org} onClose={() => setPerson(undefined)} />}
      </Suspense>
      {inviting && org && (
        <Suspense>
          <InviteDialog org={org} onMade={setPerson} onClose={() => setInviting(false)} />
        </Suspense>
      )}
    </SettingsSheet>
  )
}
