import { lazy, Suspense, useState } from 'react'
import { date, partOfDay, today } from '../lib/date'
import { callName } from '../lib/names'
import { t } from '../lib/words'
import { useMe, useMeta } from '../meta/use-meta'
import { usePageTitle } from '../shell/use-page-title'
import { Segments } from '../ui/segments'
import { Activity } from './home/activity'
import { Attention } from './home/attention'
import { Figures } from './home/figures'
import { FirstSteps } from './home/first-steps'
import style from './home/home.module.css'
import { mainPipeline } from './home/pipeline'
import { Stages } from './home/stages'
import { Tasks } from './home/tasks'
import { useLiveHome } from './home/use-home'

// The chart brings its own arithmetic: it comes after the words and numbers.
const WonChart = lazy(() => import('./home/won-chart').then((m) => ({ default: m.WonChart })))
const kept = 'kith.home.whose'

/** What matters today, and how it goes: put together from the metadata. */
export function Page() {
  const { name } = useMe()
  const meta = useMeta()
  const pipeline = mainPipeline(meta)
  const [mine, setMine] = useState(localStorage.getItem(kept) === 'mine')
  const hello = t(`home.${partOfDay()}`, { name: callName(name) })
  const head = usePageTitle(hello)
  useLiveHome()

  const owned = pipeline?.entity.traits.includes('own')
  const whose = mine && owned ? 'owner = @me' : undefined
  const choose = (id: 'mine' | 'all') => {
    localStorage.setItem(kept, id)
    setMine(id === 'mine')
  }
  return (
    <div className={style.page}>
      <header className={style.top}>
        <div>
          <h1 ref={head} tabIndex={-1} className={style.hello}>
            {hello}
          </h1>
          <p className={style.day}>{date(today(), 'weekday')}</p>
        </div>
        {owned && (
          <Segments
            label={t('home.whose')}
            hideLabel
            value={mine ? 'mine' : 'all'}
            options={[
              { id: 'mine', label: t('home.mine') },
              { id: 'all', label: t('home.everyone') },
            ]}
            onChange={choose}
          />
        )}
      </header>
      <FirstSteps />
      {pipeline && <Figures pipeline={pipeline} whose={whose} />}
      <div className={style.columns}>
        <div className={style.column}>
          {pipeline && (
            <Suspense fallback={<div className={style.coming} />}>
              <WonChart pipeline={pipeline} whose={whose} />
            </Suspense>
          )}
          {pipeline && <Stages pipeline={pipeline} whose={whose} />}
          <Activity />
        </div>
        <div className={style.column}>
          <Tasks />
          {pipeline && <Attention pipeline={pipeline} whose={whose} />}
        </div>
      </div>
    </div>
  )
}
