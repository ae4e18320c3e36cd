import { Plus } from 'lucide-react'
import { Suspense, useState } from 'react'
import { t } from '../../../lib/words'
import { may } from '../../../meta/may'
import { useEntity } from '../../../meta/use-meta'
import { Chip } from '../../../ui/bits'
import { Button } from '../../../ui/button'
import { ComboBox } from '../../../ui/lazy'
import { useMembers } from './members'
import style from './people.module.css'
import type { Org } from './use-org'

/** The teams of one person. */
export function TeamChips({ person, org }: { person: string; org: Org }) {
  const { add, drop } = useMembers()
  const [adding, setAdding] = useState(false)
  const mayAdd = may(useEntity('team_member'), 'create')
  const mine = org.members.filter((m) => m.fields.person === person)
  const inside = new Set(mine.map((m) => m.fields.team))
  const others = org.teams.filter((team) => !inside.has(team.id))
  return (
    <div className={style.members}>
      {mine.map((member) => {
        const team = member.refs.team?.title ?? ''
        const name = member.refs.person?.title ?? ''
        return (
          <Chip
            key={member.id}
            onRemove={mayAdd ? () => void drop(member) : undefined}
            removeLabel={t('people.take_out', { name, team })}
          >
            <span dir="auto">{team}</span>
          </Chip>
        )
      })}
      {mine.length === 0 && !adding && <span className="quiet">{t('people.no_team')}</span>}
      {mayAdd && !adding && others.length > 0 && (
        <Button kind="ghost" icon={Plus} onClick={() => setAdding(true)}>
          {t('people.add_team')}
        </Button>
      )}
      {adding && (
        <Suspense>
          <ComboBox
            className={style.adder}
            label={t('people.add_team')}
            hideLabel
            value={null}
            options={others.map((team) => ({ id: team.id, label: team.title }))}
            autoFocus
            onBlur={() => setAdding(false)}
            onEscape={() => setAdding(false)}
            onChange={(one) => {
              setAdding(false)
              if (one) void add(one.id, person)
            }}
          />
        </Suspense>
      )}
    </div>
  )
}
