import { useQuery } from '@tanstack/react-query'
import { get } from '../../api/api'
import { t } from '../../lib/words'
import { ErrorBox, Skeleton } from '../../ui/bits'
import { MustRoles } from './must-roles'
import { Part } from './part'
import { Lasting, PolicyNumber } from './policy-fields'
import style from './settings.module.css'
import { SettingsSheet } from './settings-sheet'
import { type Policy, policyKey, useChangePolicy } from './use-policy'

const idle = [30, 60, 240, 480, 1440, 10_080, 43_200]
const age = [12, 24, 168, 720, 2160]

/** What the company settles about signing in: in force with the next request, for everybody. */
export function Page() {
  const { data, error, refetch } = useQuery({ queryKey: policyKey, queryFn: () => get<Policy>('security') })
  return (
    <SettingsSheet title={t('settings.sign_in')} padded>
      {error && <ErrorBox title={error.message} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton rows={6} />}
      {data && <Parts policy={data} />}
    </SettingsSheet>
  )
}

function Parts({ policy }: { policy: Policy }) {
  const change = useChangePolicy(policy)
  return (
    <div className={style.page}>
      <Part id="second" title={t('policy.second')} help={t('policy.second_help')}>
        <MustRoles value={policy.second_factor} onChange={(roles) => void change({ second_factor: roles })} />
      </Part>
      <Part id="sessions" title={t('policy.sessions')} help={t('policy.sessions_help')}>
        <div className={style.fields}>
          <Lasting
            label={t('policy.idle')}
            doc={t('policy.idle_help')}
            minutes={policy.idle_minutes}
            choices={idle}
            onChange={(minutes) => void change({ idle_minutes: minutes })}
          />
          <Lasting
            label={t('policy.age')}
            doc={t('policy.age_help')}
            minutes={policy.session_hours * 60}
            choices={age.map((hours) => hours * 60)}
            onChange={(minutes) => void change({ session_hours: minutes / 60 })}
          />
        </div>
      </Part>
      <Part id="passwords" title={t('policy.passwords')} help={t('policy.passwords_help')}>
        <PolicyNumber
          label={t('policy.password')}
          doc={t('policy.password_help')}
          value={policy.password_min}
          onChange={(letters) => change({ password_min: letters })}
        />
      </Part>
      <Part id="alarm" title={t('policy.alarm')} help={t('policy.alarm_help')}>
        <PolicyNumber
          label={t('policy.reads')}
          doc={t('policy.reads_help')}
          value={policy.read_alarm}
          onChange={(records) => change({ read_alarm: records })}
        />
      </Part>
    </div>
  )
}
