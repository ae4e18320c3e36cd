import { useQuery } from '@tanstack/react-query'
import { api } from '../../../api/api'
import type { Row } from '../../../api/types'
import { t } from '../../../lib/words'
import { mayChange } from '../../../meta/may'
import { useEntity } from '../../../meta/use-meta'
import type { RecordHandle } from '../../../store/use-record'
import { Checkbox } from '../../../ui/checkbox'
import style from './people.module.css'
import { rolesOf } from './standing'

/** Every role there is, with what it is for; those of this person are ticked. Somebody may have several. */
export function RoleBoxes({ row, handle }: { row: Row; handle: RecordHandle }) {
  const field = useEntity('user')?.fields.roles
  const { data } = useQuery({
    queryKey: ['org', 'role', 'all'],
    queryFn: () => api.rows('role', { sort: 'name', limit: 200 }),
  })
  const mine = rolesOf(row)
  const may = field !== undefined && mayChange(row, field)
  const fault = handle.faults.find((f) => f.at === 'roles')?.text
  const put = (key: string, on: boolean) => {
    const next = on ? [...mine, key] : mine.filter((k) => k !== key)
    void handle.change({ roles: next.length ? next : null }, { done: t('people.roles_changed', { name: row.title }) })
  }
  return (
    <>
      <ul className={style.roles}>
        {data?.rows.map(({ id, title, fields }) => {
          const key = String(fields.key)
          return (
            <li key={id}>
              <Checkbox label={title} checked={mine.includes(key)} disabled={!may} onChange={(on) => put(key, on)} />
              {fields.description && <small dir="auto">{String(fields.description)}</small>}
            </li>
          )
        })}
      </ul>
      {fault && (
        <p role="alert" className={style.fault}>
          {fault}
        </p>
      )}
    </>
  )
}
