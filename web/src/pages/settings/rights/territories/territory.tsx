import type { Row } from '../../../../api/types'
import { t } from '../../../../lib/words'
import { useMeta } from '../../../../meta/use-meta'
import { Members } from '../../people/members'
import people from '../../people/people.module.css'
import style from '../list.module.css'

interface TerritoryProps {
  row: Row
  members: readonly Row[]
  users: readonly Row[]
  onOpen: () => void
}

/** One territory: of what, by which rule, and who looks after it. */
export function Territory({ row, members, users, onOpen }: TerritoryProps) {
  const { entities } = useMeta()
  const { entity, rule } = row.fields
  return (
    <li className={people.team}>
      <div className={people.teamHead}>
        {row.may.change === false ? (
          <strong dir="auto">{row.title}</strong>
        ) : (
          <button type="button" className={people.teamName} onClick={onOpen}>
            <strong dir="auto">{row.title}</strong>
          </button>
        )}
        <small>{entities[String(entity)]?.label[1] ?? String(entity)}</small>
        <small className={people.teamCount}>{t('people.count', { count: members.length })}</small>
      </div>
      {typeof rule === 'string' && (
        <p className={style.place}>
          <code dir="ltr">{rule}</code>
        </p>
      )}
      <Members of={row} kind="territory_member" up="territory" members={members} users={users} />
    </li>
  )
}
