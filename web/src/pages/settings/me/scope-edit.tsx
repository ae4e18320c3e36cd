import { t } from '../../../lib/words'
import { useMe, useMeta } from '../../../meta/use-meta'
import { Checkbox } from '../../../ui/checkbox'
import { Segments } from '../../../ui/segments'
import style from './me.module.css'
import { type Level, type Scope, scopeEntities } from './scopes'

const reaches = ['read', 'write', 'some'] as const
const levels = ['none', 'read', 'write'] as const

/** What a token may do: never more than its person. */
export function ScopeEdit({ value, onChange }: { value: Scope; onChange: (scope: Scope) => void }) {
  const { entities } = useMeta()
  const admin = useMe().admin === true
  const set = (change: Partial<Scope>) => onChange({ ...value, ...change })
  return (
    <div className={style.scope}>
      <Segments
        label={t('token.may')}
        value={value.reach}
        onChange={(reach) => set({ reach })}
        options={reaches.map((id) => ({ id, label: t(`token.reach.${id}`) }))}
      />
      {value.reach === 'some' && (
        <ul className={style.some}>
          {scopeEntities(entities).map(({ name, label }) => (
            <li key={name}>
              <span>{label[1]}</span>
              <Segments<Level>
                label={label[1]}
                hideLabel
                value={value.some[name] ?? 'none'}
                onChange={(level) => set({ some: { ...value.some, [name]: level } })}
                options={levels.map((id) => ({ id, label: t(`token.level.${id}`) }))}
              />
            </li>
          ))}
        </ul>
      )}
      <Checkbox label={t('token.may_export')} checked={value.export} onChange={(on) => set({ export: on })} />
      {admin && <Checkbox label={t('token.may_admin')} checked={value.admin} onChange={(on) => set({ admin: on })} />}
    </div>
  )
}
