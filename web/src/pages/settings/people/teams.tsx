import { UsersRound } from 'lucide-react'
import type { Row } from '../../../api/types'
import { t } from '../../../lib/words'
import { openPeek } from '../../../record/peek'
import { Empty } from '../../../ui/bits'
import { Members } from './members'
import style from './people.module.css'
import type { Org } from './use-org'

/** Teams and who is in them. */
export function Teams({ org, onPerson }: { org: Org; onPerson: (id: string) => void }) {
  if (org.teams.length === 0)
    return (
      <Empty icon={UsersRound} title={t('people.no_teams')}>
        {t('people.no_teams_help')}
      </Empty>
    )
  return (
    <ul className={style.teams}>
      {org.teams.map((team) => (
        <Team key={team.id} team={team} org={org} onPerson={onPerson} />
      ))}
    </ul>
  )
}

function Team({ team, org, onPerson }: { team: Row; org: Org; onPerson: (id: string) => void }) {
  const members = org.members.filter((m) => m.fields.team === team.id)
  return (
    <li className={style.team}>
      <div className={style.teamHead}>
        <button type="button" className={style.teamName} onClick={() => openPeek('team', team.id)}>
          <strong dir="auto">{team.title}</strong>
        </button>
        {team.refs.unit && <small dir="auto">{team.refs.unit.title}</small>}
        <small className={style.teamCount}>{t('people.count', { count: members.length })}</small>
      </div>
      <Members of={team} kind="team_member" up="team" members={members} users={org.users} onPerson={onPerson} />
    </li>
  )
}
