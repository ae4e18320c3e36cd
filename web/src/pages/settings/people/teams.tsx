import { useQueryClient } from '@tanstack/react-query'
import { Plus, UsersRound } from 'lucide-react'
import { Suspense, useState } from 'react'
import { ApiError, api } from '../../../api/api'
import type { Row } from '../../../api/types'
import { t } from '../../../lib/words'
import { may } from '../../../meta/may'
import { useEntity } from '../../../meta/use-meta'
import { openPeek } from '../../../record/peek'
import { offerUndo } from '../../../store/undo'
import { Avatar, Chip, Empty } from '../../../ui/bits'
import { Button } from '../../../ui/button'
import { ComboBox } from '../../../ui/lazy'
import { toast } from '../../../ui/toast'
import style from './people.module.css'
import { standingOf } from './standing'
import { lookAgain, type Org } from './use-org'

/** Puts somebody into a team and takes them out of it; each can be undone. */
export function useMembers() {
  const cache = useQueryClient()
  const again = () => lookAgain(cache, 'team_member')
  const refused = (reason: unknown) =>
    toast(reason instanceof ApiError ? (reason.faults[0]?.text ?? reason.message) : String(reason), { tone: 'danger' })
  const add = async (team: string, person: string) => {
    await api.create('team_member', { team, person }).catch(refused)
    again()
  }
  const drop = async (member: Row) => {
    try {
      await api.remove('team_member', member.id)
      offerUndo({
        done: t('people.left_team', { name: member.refs.person?.title ?? '', team: member.refs.team?.title ?? '' }),
        undo: () => api.restore('team_member', member.id).then(again),
      })
    } catch (reason) {
      refused(reason)
    }
    again()
  }
  return { add, drop }
}

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
  const { add, drop } = useMembers()
  const [adding, setAdding] = useState(false)
  const mayAdd = may(useEntity('team_member'), 'create')
  const members = org.members.filter((m) => m.fields.team === team.id)
  const inside = new Set(members.map((m) => m.fields.person))
  const others = org.users.filter((u) => !inside.has(u.id) && standingOf(u) !== 'left')
  return (
    <li className={style.team}>
      <div className={style.teamHead}>
        <button type="button" className={style.teamName} onClick={() => openPeek('team', team.id)}>
          <strong dir="auto">{team.title}</strong>
        </button>
        {team.refs.unit && <small dir="auto">{team.refs.unit.title}</small>}
        <small className={style.teamCount}>{t('people.count', { count: members.length })}</small>
      </div>
      <div className={style.members}>
        {members.map((member) => {
          const name = member.refs.person?.title ?? ''
          return (
            <Chip
              key={member.id}
              onPress={() => onPerson(String(member.fields.person))}
              onRemove={mayAdd ? () => void drop(member) : undefined}
              removeLabel={t('people.take_out', { name, team: team.title })}
            >
              <span className={style.member}>
                <Avatar name={name} />
                <span dir="auto">{name}</span>
              </span>
            </Chip>
          )
        })}
        {mayAdd && !adding && (
          <Button
            kind="ghost"
            icon={Plus}
            aria-label={t('people.add_to', { team: team.title })}
            onClick={() => setAdding(true)}
          >
            {t('people.add')}
          </Button>
        )}
        {adding && (
          <Suspense>
            <ComboBox
              className={style.adder}
              label={t('people.add_to', { team: team.title })}
              hideLabel
              people
              value={null}
              options={others.map((u) => ({ id: u.id, label: u.title, under: String(u.fields.title ?? '') }))}
              autoFocus
              onBlur={() => setAdding(false)}
              onEscape={() => setAdding(false)}
              onChange={(one) => {
                setAdding(false)
                if (one) void add(team.id, one.id)
              }}
            />
          </Suspense>
        )}
      </div>
    </li>
  )
}
