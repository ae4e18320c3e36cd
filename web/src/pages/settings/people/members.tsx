import { useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { Suspense, useState } from 'react'
import { ApiError, api } from '../../../api/api'
import type { Row } from '../../../api/types'
import { t } from '../../../lib/words'
import { may } from '../../../meta/may'
import { useEntity } from '../../../meta/use-meta'
import { offerUndo } from '../../../store/undo'
import { Avatar, Chip } from '../../../ui/bits'
import { Button } from '../../../ui/button'
import { ComboBox } from '../../../ui/lazy'
import { toast } from '../../../ui/toast'
import style from './people.module.css'
import { standingOf } from './standing'
import { lookAgain } from './use-org'

interface MembersProps {
  /** the team, the territory */
  of: Row
  /** what ties somebody to it, and by which of its fields */
  kind: 'team_member' | 'territory_member'
  up: 'team' | 'territory'
  members: readonly Row[]
  /** who may be added */
  users: readonly Row[]
  onPerson?: (id: string) => void
}

/** Puts somebody into it and takes them out; each can be undone. */
export function useMembers(kind: MembersProps['kind'] = 'team_member', up: MembersProps['up'] = 'team') {
  const cache = useQueryClient()
  const again = () => lookAgain(cache, kind)
  const refused = (reason: unknown) =>
    toast(reason instanceof ApiError ? (reason.faults[0]?.text ?? reason.message) : String(reason), { tone: 'danger' })
  const add = async (into: string, person: string) => {
    await api.create(kind, { [up]: into, person }).catch(refused)
    again()
  }
  const drop = async (member: Row) => {
    try {
      await api.remove(kind, member.id)
      offerUndo({
        done: t('people.left_team', { name: member.refs.person?.title ?? '', team: member.refs[up]?.title ?? '' }),
        undo: () => api.restore(kind, member.id).then(again),
      })
    } catch (reason) {
      refused(reason)
    }
    again()
  }
  return { add, drop }
}

/** Who is in it, each as a chip, and a way to one more. */
export function Members({ of, kind, up, members, users, onPerson }: MembersProps) {
  const { add, drop } = useMembers(kind, up)
  const [adding, setAdding] = useState(false)
  const mayAdd = may(useEntity(kind), 'create')
  const inside = new Set(members.map((m) => m.fields.person))
  const others = users.filter((u) => !inside.has(u.id) && standingOf(u) !== 'left')
  return (
    <div className={style.members}>
      {members.map((member) => {
        const name = member.refs.person?.title ?? ''
        return (
          <Chip
            key={member.id}
            onPress={onPerson && (() => onPerson(String(member.fields.person)))}
            onRemove={mayAdd ? () => void drop(member) : undefined}
            removeLabel={t('people.take_out', { name, team: of.title })}
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
          aria-label={t('people.add_to', { team: of.title })}
          onClick={() => setAdding(true)}
        >
          {t('people.add')}
        </Button>
      )}
      {adding && (
        <Suspense>
          <ComboBox
            className={style.adder}
            label={t('people.add_to', { team: of.title })}
            hideLabel
            people
            value={null}
            options={others.map((u) => ({ id: u.id, label: u.title, under: String(u.fields.title ?? '') }))}
            autoFocus
            onBlur={() => setAdding(false)}
            onEscape={() => setAdding(false)}
            onChange={(one) => {
              setAdding(false)
              if (one) void add(of.id, one.id)
            }}
          />
        </Suspense>
      )}
    </div>
  )
}
