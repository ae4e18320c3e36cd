import { useQuery, useQueryClient } from '@tanstack/react-query'
import { IdCard, Plus } from 'lucide-react'
import { Suspense, useState } from 'react'
import { get, post, remove } from '../../../api/api'
import { waysQuery } from '../../../api/ways'
import { dateOf } from '../../../lib/date'
import { usePlace } from '../../../lib/router'
import { t } from '../../../lib/words'
import { ErrorBox } from '../../../ui/bits'
import { Button } from '../../../ui/button'
import { confirm } from '../../../ui/confirm'
import { toast } from '../../../ui/toast'
import { whyText } from '../../door/why'
import { Part } from '../part'
import { PasswordStep } from '../second/lazy'
import style from '../settings.module.css'

interface Identity {
  id: string
  /** "https://accounts.google.com", "ldap:acme" */
  issuer: string
  subject: string
  created_ms: number
}

/** "accounts.google.com": the part of an issuer that says something to a person. */
const nameOf = (issuer: string) => issuer.replace(/^\w+:(\/\/)?/, '').replace(/\/$/, '')

const key = ['identities']

/** Who else may say who one is: linked once, with the password said again. Nothing where there is nobody. */
export function Identities() {
  const cache = useQueryClient()
  const why = usePlace().search.get('why')
  const { data: ways } = useQuery(waysQuery)
  const { data } = useQuery({ queryKey: key, queryFn: () => get<{ rows: Identity[] }>('me/identities'), staleTime: 0 })
  const [linking, setLinking] = useState<{ name: string; label: string }>()
  const rows = data?.rows ?? []
  if (rows.length === 0 && !ways?.ways.length) return null

  const take = async ({ id, issuer }: Identity) => {
    const sure = await confirm({
      title: t('identity.unlink_title', { name: nameOf(issuer) }),
      text: t('identity.unlink_text'),
      action: t('identity.unlink'),
      danger: true,
    })
    if (!sure) return
    await remove(`me/identities/${id}`).catch((reason: Error) => toast(reason.message, { tone: 'danger' }))
    await cache.invalidateQueries({ queryKey: key })
  }
  const link = async (provider: string, password: string) => {
    const answer = await post<{ location: string }>('me/identities', { provider, password, to: '/me/security' })
    location.assign(answer.location)
  }
  return (
    <Part id="identities" title={t('identity.title')} help={t('identity.help')}>
      {why && <ErrorBox title={whyText(why)} />}
      <ul className={style.lines}>
        {rows.map((one) => (
          <li key={one.id}>
            <IdCard size={18} strokeWidth={1.75} aria-hidden />
            <span className={style.line}>
              <strong>
                <bdi dir="ltr">{nameOf(one.issuer)}</bdi>
              </strong>
              <small>
                <bdi dir="ltr">{one.subject}</bdi>
                {' · '}
                {t('identity.since', { date: dateOf(one.created_ms, 'medium') })}
              </small>
            </span>
            <Button
              kind="ghost"
              aria-label={t('identity.unlink_named', { name: nameOf(one.issuer) })}
              onClick={() => void take(one)}
            >
              {t('identity.unlink')}
            </Button>
          </li>
        ))}
      </ul>
      {ways && ways.ways.length > 0 && (
        <div className={style.buttons}>
          {ways.ways.map((way) => (
            <Button key={way.name} icon={Plus} onClick={() => setLinking(way)}>
              {t('identity.link', { provider: way.label })}
            </Button>
          ))}
        </div>
      )}
      {linking && (
        <Suspense>
          <PasswordStep
            title={t('identity.link', { provider: linking.label })}
            text={t('identity.link_text', { provider: linking.label })}
            action={t('ui.next')}
            run={(password) => link(linking.name, password)}
            onClose={() => setLinking(undefined)}
          />
        </Suspense>
      )}
    </Part>
  )
}
