import { useQuery } from '@tanstack/react-query'
import { api } from '../../api/api'
import { t } from '../../lib/words'
import { Skeleton } from '../../ui/bits'
import { Checkbox } from '../../ui/checkbox'
import style from './settings.module.css'

interface MustRolesProps {
  /** keys of roles; "*" is everybody */
  value: readonly string[]
  onChange: (roles: string[]) => void
}

/** Who must have a second factor: everybody, or those of some roles. */
export function MustRoles({ value, onChange }: MustRolesProps) {
  const { data } = useQuery({
    queryKey: ['org', 'role', 'all'],
    queryFn: () => api.rows('role', { sort: 'name', limit: 200 }),
  })
  const all = value.includes('*')
  if (!data) return <Skeleton rows={4} />
  return (
    <div className={style.choices} role="group" aria-label={t('policy.second')}>
      <Checkbox label={t('policy.everybody')} checked={all} onChange={(on) => onChange(on ? ['*'] : [])} />
      {data.rows.map(({ id, title, fields }) => {
        const key = String(fields.key)
        return (
          <Checkbox
            key={id}
            label={title}
            checked={all || value.includes(key)}
            disabled={all}
            onChange={(on) => onChange(on ? [...value, key] : value.filter((k) => k !== key))}
          />
        )
      })}
    </div>
  )
}
