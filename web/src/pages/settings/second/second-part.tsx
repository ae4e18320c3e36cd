import { useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { get } from '../../../api/api'
import { dateOf } from '../../../lib/date'
import { t } from '../../../lib/words'
import { ErrorBox, Pill, Skeleton } from '../../../ui/bits'
import { Button } from '../../../ui/button'
import { Part } from '../part'
import style from '../settings.module.css'

const SetUp = lazy(() => import('./set-up').then((m) => ({ default: m.SetUp })))
const NewCodes = lazy(() => import('./new-codes').then((m) => ({ default: m.NewCodes })))
const TakeAway = lazy(() => import('./take-away').then((m) => ({ default: m.TakeAway })))

export interface SecondState {
  on: boolean
  /** the company asks for one */
  must: boolean
  since_ms?: number
  recovery_left?: number
}

/** A code of an app beside the password: whether there is one, and what can be done with it. */
export function SecondPart() {
  const cache = useQueryClient()
  const key = ['second']
  const { data, error, refetch } = useQuery({ queryKey: key, queryFn: () => get<SecondState>('me/totp'), staleTime: 0 })
  const [open, setOpen] = useState<'set-up' | 'codes' | 'away'>()
  const close = () => {
    setOpen(undefined)
    void cache.invalidateQueries({ queryKey: key })
    void cache.invalidateQueries({ queryKey: ['sessions', 'me'] })
  }
  const state = data && (
    <Pill hue={data.on ? 150 : data.must ? 30 : undefined}>{t(data.on ? 'second.on' : 'second.off')}</Pill>
  )
  return (
    <Part id="second" title={t('second.title')} help={t('second.help')} end={state}>
      {error && <ErrorBox title={error.message} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton rows={2} />}
      {data?.on && (
        <p>
          {[
            t('second.since', { date: dateOf(data.since_ms ?? 0, 'medium') }),
            t('second.left', { count: data.recovery_left ?? 0 }),
          ].join(' · ')}
        </p>
      )}
      {data && (
        <div className={style.buttons}>
          <Button kind={data.on ? 'line' : 'primary'} onClick={() => setOpen('set-up')}>
            {t(data.on ? 'second.replace' : 'second.set_up')}
          </Button>
          {data.on && <Button onClick={() => setOpen('codes')}>{t('recovery.new')}</Button>}
          {data.on && !data.must && <Button onClick={() => setOpen('away')}>{t('second.take_away')}</Button>}
        </div>
      )}
      {data?.must && <p className={style.help}>{t('second.company_asks')}</p>}
      <Suspense>
        {open === 'set-up' && <SetUp onClose={close} />}
        {open === 'codes' && <NewCodes onClose={close} />}
        {open === 'away' && <TakeAway onClose={close} />}
      </Suspense>
    </Part>
  )
}
